"""The entry of France, still drawn in Desktop Studio: literal ids of hours, skills and numbers at every step."""

from releve.demo.studio.script import Script, Step, begin, call, play, snippet

SCRIPT = Script(
    path="Legacy\\Accueil_France",
    format="xml",
    steps=(
        begin(1, "Accueil France", 2),
        snippet(
            2,
            "Variables",
            3,
            r"""
            //France : horaires et débordement
            ASSIGN promptPath = "prompts\"
            ASSIGN global:hooProfile = "@{hours:Bureaux France}"
            ASSIGN global:queueSkill = "@{skill:Contrats et avenants}"
            ASSIGN global:langue = "FR"
            """,
        ),
        Step(
            3,
            "HOURS",
            "Ouvert ?",
            {"Profile": "@{hours:Bureaux France}"},
            4,
            {"Closed": 20, "Holiday": 21},
        ),
        play(4, "Bienvenue", 5, "HL_Bienvenue.wav", "Bienvenue chez Havrelune."),
        Step(
            5,
            "MENU",
            "Menu principal",
            {"Sequence": '"{promptPath}HL_Menu_FR.wav"', "Timeout": "5"},
            12,
            {"1": 10, "2": 11, "3": 12, "9": 30},
        ),
        Step(
            10,
            "REQAGENT",
            "Sinistres habitation",
            {"Skill": "@{skill:Sinistres habitation}", "InitialPriority": "900"},
            15,
        ),
        Step(11, "REQAGENT", "Sinistres auto", {"Skill": "@{skill:Sinistres auto}"}, 15),
        Step(12, "REQAGENT", "Contrats", {"Skill": "{global:queueSkill}"}, 15),
        Step(
            15,
            "MUSIC",
            "Attente",
            {"MusicFile": r'"prompts\HL_Attente_Musique.wav"', "SecondstoPlay": "120"},
            16,
        ),
        Step(16, "LOOP", "Dix tours", {"Repeat": "10"}, None, {"Repeat": 15, "Finished": 17}),
        Step(
            17,
            "REQAGENT",
            "Débordement",
            {"Skill": "@{skill:Débordement France}"},
            18,
        ),
        Step(
            18,
            "TRANSFER",
            "Prestataire de nuit",
            {
                "Destination": "+33199000077",
                "CallerID": "+33199000010",
                "Skill": "@{skill:Débordement France}",
            },
            23,
            {"NoAnswer": 22},
        ),
        play(20, "Fermé", 22, "HL_Ferme.wav"),
        play(21, "Jour férié", 22, "HL_Ferie.wav"),
        call(22, "Boîte vocale", 23, r"Common\Voicemail", "@{skill:Boîte vocale France}"),
        Step(23, "HANGUP", "Raccrocher"),
        Step(30, "RUNSCRIPT", "Urgences", {"ScriptName": r"Legacy\Urgences_24h"}),
    ),
)
