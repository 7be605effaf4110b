"""Keeps the caller's place and calls back; the parameter's meaning is known from this callee alone."""

from releve.demo.studio.script import Script, Step, begin, call, play, snippet

SCRIPT = Script(
    path="Common\\Callback",
    steps=(
        begin(1, "Callback", 2, "verb", "callbackSkill"),
        Step(
            2,
            "QUERYCALLBACK",
            "Already waiting?",
            {"PhoneNumber": "{global:ANI}", "Skill": "{callbackSkill}"},
            3,
            {"CallbacksFound": 20},
        ),
        Step(
            3,
            "MENU",
            "This number?",
            {"Sequence": '"{promptPath}CMN_CB_Confirm.wav"', "Timeout": "4"},
            5,
            {"1": 5, "2": 4},
        ),
        Step(4, "CAPTURE", "Autre numéro", {"Variable": "callbackNumber", "MaxDigits": "11"}, 6),
        snippet(5, "Number of the call", 6, "callbackNumber = global:ANI"),
        snippet(
            6,
            "Caller id and key",
            7,
            """
            //Le numéro affiché doit être l'un des nôtres
            callerId = "+15145550101"
            IF callbackNumber.left(3) = "+33" { callerId = "+33199000010" }

            //One counter per skill: the key is built from the id
            counterKey = "CB_{callbackSkill}"
            counterFrance = "CB_@{skill:Débordement France}"
            """,
        ),
        Step(
            7,
            "PUTVALUE",
            "Remember",
            {"Scope": "Skill", "Name": "{counterKey}", "Value": "{callbackNumber}"},
            8,
        ),
        Step(
            8,
            "CALLBACK",
            "Call back",
            {"PhoneNumber": "{callbackNumber}", "CallerID": "{callerId}", "CallDelaySec": "300"},
            9,
        ),
        Step(9, "REQAGENT", "Agent for the callback", {"Skill": "{callbackSkill}"}, 10),
        play(10, "C'est noté", 11, "CMN_CB_Saved.wav"),
        Step(11, "RETURN", "Return", {"ReturnValue": "{callbackNumber}"}),
        play(20, "Place already kept", 21, "CMN_CB_Found.wav"),
        Step(
            21,
            "GETVALUE",
            "Since when?",
            {"Scope": "Skill", "Name": "CB_@{skill:Rappels}", "Variable": "since"},
            11,
            {"NoData": 22},
        ),
        call(22, "Voicemail instead", 11, r"Common\Voicemail", "@{skill:Boîte vocale Québec}"),
    ),
)
