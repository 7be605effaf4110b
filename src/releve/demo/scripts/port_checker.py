"""Warns when the voice ports run out: many numbers, and no reference but the business unit of the header."""

from releve.demo.studio.script import Script, Step, begin

SCRIPT = Script(
    path="Common\\PortChecker",
    steps=(
        begin(13, "PortChecker", 1),
        Step(1, "INFO", "Info", {}, 4),
        Step(
            4,
            "ASSIGN",
            "PortPercent",
            {
                "Variable": "PortPercent",
                "Value": r"(VOICE/VOICEALLOCATED) *100 \1",
                "Type": "Numeric",
            },
            9,
        ),
        Step(
            9,
            "IF",
            "PortPercent >= 85",
            {"Expression": "PortPercent >= 85"},
            None,
            {"True": 2, "False": 6},
        ),
        Step(
            2,
            "GETVALUE",
            "LastCheck",
            {"Name": "PortChecker", "Variable": "LastCheck"},
            5,
            {"NoData": 7},
        ),
        Step(
            5,
            "ASSIGN",
            "NotifyDiff",
            {"Variable": "NotifyDiff", "Value": "(NOW - LastCheck) *86400", "Type": "Numeric"},
            15,
        ),
        Step(
            15,
            "IF",
            "NotifyDiff > 15 mins",
            {"Expression": "NotifyDiff > 900"},
            None,
            {"True": 7, "False": 6},
        ),
        Step(7, "PUTVALUE", "Putvalue", {"Name": "PortChecker", "Value": "{NOW}"}, 10),
        Step(
            10,
            "EMAIL",
            "Alerte",
            {
                "SenderName": "Téléphonie Havrelune",
                "SenderAddress": "telephonie@havrelune.example",
                "Recipient": "{global:PortNotificationEmail}",
                "Subject": "{global:busNo} ALERTE ports - {Date} {Time} - {Voice} ports",
                "HTML": '<p style="color:#2E8FCE">{Voice} ports sur {VoiceAllocated} (seuil 85 %).</p>',
            },
            6,
        ),
        Step(6, "RETURN", "Return"),
    ),
)
