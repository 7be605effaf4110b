"""A few steps as they were copied from the canvas: what developers send each other."""

from releve.demo.studio.script import Script, Step, begin

SCRIPT = Script(
    path="Atelier\\Extrait_copie",
    format="clipboard",
    steps=(
        begin(1, "Begin", 2),
        Step(
            2,
            "HOURS",
            "Samedi ?",
            {"Profile": "@{hours:Samedi Montréal}"},
            3,
            {"Closed": 4},
        ),
        Step(3, "REQAGENT", "Samedi", {"Skill": "@{skill:Débordement Québec}"}, 4),
        Step(4, "END", "End"),
    ),
)
