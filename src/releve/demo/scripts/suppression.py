"""Which outbound calls must not be made: the labels of a CASE are skill ids."""

from releve.demo.studio.script import Script, Step, begin

SCRIPT = Script(
    path="Outbound\\Suppression_PROD",
    purpose="Suppression",
    steps=(
        begin(1, "Suppression", 2),
        Step(
            2,
            "ASSIGN",
            "Skill of the call",
            {"Variable": "queueSkill", "Value": "{__skill}"},
            3,
        ),
        Step(
            3,
            "CASE",
            "Which skill?",
            {"Variable": "queueSkill"},
            9,
            {"@{skill:Renewal Calls}": 4, "@{skill:Rappels}": 9},
        ),
        Step(
            4,
            "HOURS",
            "Permitted hours",
            {"Profile": "@{hours:Ventes en soirée}"},
            5,
            {"Closed": 8, "Holiday": 8},
        ),
        Step(
            5,
            "IF",
            "Not before spring",
            {"Expression": 'queueSkill = "@{skill:Renewal Calls|bare}" & ANI <> "+15145550199"'},
            None,
            {"True": 9, "False": 8},
        ),
        Step(
            8,
            "SUPPRESSCALL",
            "Suppress",
            {"Disposition": "@{disposition:Ne pas appeler}"},
            10,
        ),
        Step(9, "PERMITCALL", "Permit", {}, 10),
        Step(10, "END", "End"),
    ),
)
