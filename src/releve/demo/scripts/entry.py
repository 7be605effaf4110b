"""Where calls to Québec arrive: prepares the call, asks the custom events what to do, goes to the menu."""

from releve.demo.studio.script import Script, Step, begin, call, lines, note, snippet

SCRIPT = Script(
    path="PROD\\Entry_PROD",
    steps=(
        begin(1, "Entrée / Entry", 2),
        snippet(2, "env=PROD", 6, 'ASSIGN env="PROD"'),
        Step(
            6,
            "VOICEPARAMS",
            "Voix française par défaut",
            {
                "TTSVoice": "17: Chantal, Female (French Canadian)",
                "ASRLanguageLocale": "French - Canada (fr-ca)",
            },
            5,
        ),
        snippet(
            5,
            "Set Default Vars",
            9,
            r"""
            //Simple variable set up for common files
            ASSIGN scriptPath="PROD\"
            ASSIGN promptPath="prompts\"

            //Standard prefix used in all embedded wav files
            ASSIGN promptCmn="CMN_"

            //IF ENV = "DEV"
            //{
            //    ASSIGN promptPath="prompts\{env}\"
            //}

            ASSIGN global:langue = "FR"
            ASSIGN customEventsScript="CustomEvents_{env}"
            ASSIGN nextScript = "Menu_{env}"
            """,
        ),
        Step(
            9,
            "SETSECURITYUSER",
            "Setsecurityuser",
            {"Agent": "@{employee:Impersonated Admin}"},
            7,
        ),
        call(7, "PortChecker", 11, r"Common\PortChecker"),
        call(11, "OnEntry", 8, "{customEventsScript}", "ONENTRY"),
        call(8, "AddressBookLookup", 4, r"Common\AddressBookLookup", "{ANI}", "true"),
        call(4, "CrmLookup", 3, r"Common\CrmLookup", "{ANI}", returns="dossier"),
        Step(3, "RUNSCRIPT", "{nextScript}", {"ScriptName": "{scriptPath}{nextScript}"}),
        note(
            12,
            """
            Script d'entrée standard / Standard entry script

            Toute la configuration est dans CustomEvents_(env)
            Set the scriptPath if deployed to a sub-folder

            Voir https://scripts.havrelune.example/docs
            """,
        ),
        Step(
            15,
            "NOTE",
            "Version History",
            {
                "Comments": lines(
                    """
                    //#Lines with # will be ignored by preparser
                    //SCRIPTNAME = Entry_(env)
                    //VERSION = 2.1
                    //DATE = 26/07/2025
                    //9,Agent,Impersonated Admin
                    //#10/10/2025 - Ajout de la consultation du CRM
                    """
                )
            },
        ),
    ),
)
