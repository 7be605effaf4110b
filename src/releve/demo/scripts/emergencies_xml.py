"""The emergency line of both countries, from Desktop Studio: a skill by name, and ids handed to a sub-script."""

from releve.demo.studio.script import Script, Step, begin, call, play, snippet

SCRIPT = Script(
    path="Legacy\\Urgences_24h",
    format="xml",
    steps=(
        begin(1, "Urgences", 2),
        Step(
            2,
            "SETSECURITYUSER",
            "Utilisateur technique",
            {"Agent": "@{employee:Impersonated Admin}"},
            3,
        ),
        snippet(
            3,
            "Pays de l'appel",
            4,
            r"""
            ASSIGN promptPath = "prompts\"
            pays = "QC"
            IF global:DNIS.left(3) = "+33" { pays = "FR" }
            //@{skill:Dépannage urgence} // Dépannage urgence
            SWITCH pays
            {
                CASE "QC" { queueSkill = "@{skill:Dépannage urgence}" }
                CASE "FR" { queueSkill = "@{skill:Débordement France}" }
            }
            """,
        ),
        Step(
            4,
            "HOURS",
            "Toujours ouvert, sauf avis",
            {"Profile": "@{hours:Urgences 24 h}"},
            5,
            {"Emergency": 20},
        ),
        play(5, "Urgence", 6, "HL_Urgence.wav", "Urgences Havrelune, ne quittez pas."),
        Step(
            6,
            "MENU",
            "FR / EN",
            {"Sequence": '"{promptPath}HL_Langue.wav"'},
            7,
            {"1": 7, "2": 8},
        ),
        Step(7, "REQAGENT", "Dépanneur", {"Skill": "{queueSkill}", "MaxPriority": "1000"}, 9),
        Step(8, "REQAGENT", "Emergency Repairs", {"Skill": "Emergency Repairs"}, 9),
        Step(
            9,
            "MUSIC",
            "Attente",
            {"MusicFile": r'"prompts\HL_Attente_Musique.wav"', "SecondstoPlay": "45"},
            10,
        ),
        Step(
            10,
            "SMSSENDV2",
            "Accusé par SMS",
            {
                "ToNumber": "{global:ANI}",
                "FromNumber": "+15145550102",
                "Message": "Havrelune : nous vous rappelons. We will call you back.",
            },
            11,
        ),
        call(
            11,
            "Rappel prioritaire",
            12,
            r"Common\Callback",
            "QUEUE",
            "@{skill:Rappels}",
            returns="numero",
        ),
        Step(12, "END", "Fin"),
        play(20, "Plan d'urgence", 11, "HL_Plan_Urgence.wav"),
    ),
)
