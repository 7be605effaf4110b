"""The queue: hours of the skill, an agent is asked for, the wait is told, a callback or voicemail is offered."""

from releve.demo.studio.script import Script, Step, begin, call, play, snippet

SCRIPT = Script(
    path="PROD\\Queue_PROD",
    steps=(
        begin(1, "File / Queue", 2),
        call(2, "OnQueue", 3, "{global:customEventsScript}", "ONQUEUE"),
        call(
            3,
            "Hours of the skill",
            4,
            r"Common\HooExtended",
            "{global:hooProfile}",
            "{global:queueSkill}",
            returns="hooState",
        ),
        Step(
            4,
            "CASE",
            "Open?",
            {"Variable": "hooState"},
            10,
            {"Closed": 30, "Holiday": 30, "Emergency": 30},
        ),
        Step(10, "REQAGENT", "Ask for an agent", {"Skill": "{global:queueSkill}"}, 11),
        Step(
            11,
            "EWTESTIMATE",
            "Estimated Wait Time",
            {"SkillNo-by-RoutingMode->1:SkillNo>2:SkillNo_QueueNo>3:QueueNo": "Default"},
            12,
        ),
        snippet(
            12,
            "Choose the announcement",
            13,
            """
            //EWT est en secondes
            SELECT
            {
                CASE EWT > 1200 { waitPrompt = "CMN_EWT_Over20.wav" }
                CASE EWT > 300 { waitPrompt = "CMN_EWT_Under20.wav" }
                DEFAULT { waitPrompt = "CMN_EWT_Under5.wav" }
            }
            """,
        ),
        play(13, "Tell the wait", 14, "{waitPrompt}"),
        Step(
            14,
            "MUSIC",
            "Musique",
            {"MusicFile": '"{promptPath}{global:queueHoldMusic}"', "SecondstoPlay": "60"},
            15,
            {"Digit": 20},
        ),
        Step(15, "LOOP", "Cinq tours", {"Repeat": "5"}, None, {"Repeat": 16, "Finished": 20}),
        Step(
            16,
            "IF",
            "Français ?",
            {"Expression": 'global:langue = "FR"'},
            None,
            {"True": 17, "False": 18},
        ),
        play(17, "Merci de patienter", 14, "HL_Attente.wav"),
        play(18, "Thank you for waiting", 14, "HL_Wait.wav"),
        Step(
            20,
            "MENU",
            "Callback or voicemail",
            {"Sequence": '"{promptPath}CMN_CB_Offer.wav"', "MaxDigits": "1"},
            14,
            {"1": 21, "2": 22},
        ),
        call(21, "Rappel / Callback", 23, r"Common\Callback", "QUEUE", "@{skill:Rappels}"),
        call(22, "Boîte vocale / Voicemail", 23, r"Common\Voicemail", "{global:vmNewSkill}"),
        Step(23, "HANGUP", "Hangup"),
        play(30, "Fermé / Closed", 31, "HL_Ferme.wav"),
        call(31, "Voicemail after hours", 23, r"Common\Voicemail", "@{skill:Boîte vocale Québec}"),
        Step(40, "ONANSWER", "Onanswer", {}, 41),
        Step(
            41,
            "POPURL",
            "Dossier du client",
            {
                "AgentID": "{AgentID}",
                "URL": "https://crm.havrelune.example/dossier?contact={ContactID}&skill={global:queueSkill}",
                "TabTitle": "Dossier",
            },
            42,
        ),
        Step(42, "STOP", "Stop"),
    ),
)
