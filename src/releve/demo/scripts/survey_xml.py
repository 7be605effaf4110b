"""The survey after a call, from Desktop Studio; its answers name the skill that they are about."""

from releve.demo.studio.script import Script, Step, begin, play, snippet

SCRIPT = Script(
    path="Applet\\Sondage",
    format="xml",
    steps=(
        begin(1, "Begin", 36, "event"),
        snippet(
            36,
            "Set survey variables",
            3,
            r"""
            ASSIGN promptPath = "..\{global:promptPath}"
            ASSIGN Pcs_intro = "PCS_Intro.wav"
            ASSIGN Pcs_questions[1] = "PCS_Question1.wav"
            ASSIGN Pcs_questions[2] = "PCS_Question2.wav"
            """,
        ),
        Step(
            3,
            "CASE",
            "On Event Choice",
            {"Variable": "event"},
            2,
            {"OnSignal": 26, "OnAnswer": 16, "OnRelease": 33},
        ),
        snippet(26, "Signal", 2, "global:surveyWanted = true"),
        snippet(16, "Agent of the call", 2, 'global:surveyAgent = "{First} {Last}"'),
        play(33, "Survey Entry", 38, "{Pcs_intro}"),
        Step(
            38,
            "FOR",
            "For",
            {"ToValue": "Pcs_questions.count()"},
            None,
            {"Finished": 39, "Repeat": 27},
        ),
        Step(
            27,
            "MENU",
            "Survey Question",
            {
                "Sequence": '"{promptPath}{Pcs_questions[i]}"',
                "Phrase": "De un à cinq, cinq étant le mieux. From one to five.",
                "Variable": "answer",
            },
            24,
            {"1": 24, "2": 24, "3": 24, "4": 24, "5": 24},
        ),
        snippet(24, "Keep the answer", 38, "SurveyResult[i] = answer"),
        snippet(
            39,
            "SurveyResult",
            31,
            """
            results = "{global:surveyAgent}|{now}"
            FOR i = 1 TO SurveyResult.count()
            {
                results = "{results}|{i},{SurveyResult[i]}"
            }
            //Les réclamations sont suivies à part
            IF global:queueSkill = "@{skill:Réclamations}" & SurveyResult[1] <= 2
            {
                global:vmNewSkill = "@{skill:Boîte vocale Québec}"
            }
            global:SurveyResults = results
            global:SurveyResults.savetodb(1)
            """,
        ),
        Step(
            31, "IF", "Mécontent ?", {"Expression": "answer <= 2"}, None, {"True": 32, "False": 2}
        ),
        Step(32, "RUNSUB", "Voicemail", {"ScriptName": r"Common\Voicemail"}, 2),
        Step(2, "RETURN", "Return"),
    ),
)
