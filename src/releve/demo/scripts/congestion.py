"""Whether a queue is too long, by the rule that the custom events gave; a skill stands in a comment only."""

from releve.demo.studio.script import Script, Step, begin, call, snippet

SCRIPT = Script(
    path="Common\\CongestionHeavyVol",
    saved_in="api",
    steps=(
        begin(1, "Begin", 12, "eventName"),
        Step(
            12,
            "EWTESTIMATE",
            "Estimated Wait Time",
            {
                "SkillNo-by-RoutingMode->1:SkillNo>2:SkillNo_QueueNo>3:QueueNo": "@{skill:Débordement Québec}"
            },
            8,
        ),
        Step(8, "GETQUEUE", "Getqueue", {"Skills": "{global:queueSkill}"}, 13),
        snippet(
            13,
            "Set up congestion",
            6,
            """
            //Calculate simple formula, e.g. 'QUEUED > 9999'
            congestionAction = false
            IF (global:queueCongestion.length() > 0)
            {
                //QUEUED>4,VOICEMAIL,CMN_VM_Greeting.wav,@{skill:Boîte vocale Québec}
                congestionInfo = global:queueCongestion.split(",")
                congestionCriteria = congestionInfo[1].split('>')
                SWITCH congestionCriteria[1]
                {
                    CASE "QUEUED" { IF QUEUED > congestionCriteria[2] { congestionAction = true } }
                    CASE "LONGEST" { IF LONGEST > congestionCriteria[2] { congestionAction = true } }
                    CASE "EWT" { IF EWT => congestionCriteria[2] { congestionAction = true } }
                }
                global:vmNewSkill = congestionInfo[4]
            }
            """,
        ),
        Step(
            6,
            "IF",
            "If queueCongestion",
            {"Expression": "congestionAction = true"},
            None,
            {"True": 14, "False": 2},
        ),
        call(14, "Voicemail instead", 2, r"Common\Voicemail", "{global:vmNewSkill}"),
        Step(2, "RETURN", "Return"),
    ),
)
