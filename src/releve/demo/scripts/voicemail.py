"""Takes a message and puts it into a voicemail skill; the metadata comment names the entity of a step."""

from releve.demo.studio.script import Script, Step, begin, play, snippet

SCRIPT = Script(
    path="Common\\Voicemail",
    saved_in="api",
    steps=(
        begin(11, "VoiceMail", 12, "vmNewSkill", "vmNewEmail"),
        Step(12, "REQAGENT", "ReqAgent", {"Skill": "@{skill:Default - Inbound NO AGENT|bare}"}, 44),
        snippet(
            44,
            "FilePath",
            17,
            r"""
            ASSIGN filePath = "VoiceMail\VM_{global:ANI}_{global:ContactID}.wav"
            filePath = filePath.replace("+","")

            //Allow voicemail skill to be passed and presented back as global
            IF vmNewSkill.length() > 1 { global:vmNewSkill = vmNewSkill }
            IF vmNewEmail.length() > 1 { global:vmNewEmail = vmNewEmail }
            """,
        ),
        play(17, "Leave Message", 13, "{global:promptCmn}VM_Greeting.wav", "Laissez un message."),
        Step(
            13,
            "RECORD",
            "{filePath}",
            {"FileName": r"..\{filePath}", "RecordTimeout": "120"},
            18,
            {"NoVoice": 20},
        ),
        Step(
            18,
            "MENU",
            "Voicemail Options",
            {"Sequence": '"{promptPath}{global:promptCmn}VM_Menu.wav"', "Timeout": "4"},
            10,
            {"1": 26, "2": 17, "3": 10},
        ),
        Step(26, "PLAY", "Réécouter", {"Sequence": r'"..\{filePath}"'}, 18),
        Step(
            10,
            "FILEEXIST",
            "{filePath}",
            {"FileName": r"..\{filePath}"},
            None,
            {"True": 24, "False": 20},
        ),
        Step(
            24,
            "QUEUEVM",
            "Queuevm for vmNewSkill",
            {
                "FileName": r"..\{filePath}",
                "Skill": "{global:vmNewSkill}",
                "From": "{global:ANI}",
                "To": "{global:DNIS}",
            },
            27,
        ),
        Step(
            27,
            "EMAIL",
            "Avis par courriel",
            {
                "SenderName": "Ne pas répondre - Boîte vocale",
                "SenderAddress": "nepasrepondre@havrelune.example",
                "Recipient": "{global:vmNewEmail}",
                "Subject": "Nouveau message vocal de {global:ANI}",
                "HTML": "Vous avez un message de {global:ANI}.<br>You have a new voicemail.",
                "Attachments": "{global:scriptPath}{filePath}",
            },
            19,
        ),
        play(20, "No Voice", 19, "{global:promptCmn}VM_NoVoice.wav", "I didn’t hear anything."),
        play(19, "Merci, au revoir", 14, "{global:promptCmn}VM_Thankyou.wav"),
        Step(14, "HANGUP", "Hangup"),
        snippet(
            43,
            "Metadata",
            45,
            """
            //#This section is used by automation tool - do NOT edit or remove
            //SCRIPTNAME = VoiceMail
            //VERSION = 1.0
            //DATE = 17/04/2025

            //Update elements as BU specific
            //12,Skill,Default - Inbound NO AGENT
            """,
        ),
        Step(45, "STOP", "Stop"),
    ),
)
