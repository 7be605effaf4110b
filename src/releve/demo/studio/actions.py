"""The action types that the demo's scripts use: platform GUID, properties in their order, fixed outcomes.

GUIDs, property names and their order are the platform's own and the same in every tenant (domain.md §7.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One action type. `properties` maps each name, in order, to the value it has when nothing is said.

    `trailing` names the list-valued property, which stands last; `outcomes` maps a fixed outcome to its index.
    """

    name: str
    guid: str
    properties: Mapping[str, str]
    trailing: str = ""
    outcomes: Mapping[str, int] | None = None
    custom: bool = False  # an action of a library of one's own


_TABLE = """
REQAGENT 689a4a1b-fa0d-47b3-9a02-cbeb4735f08f Skill TargetAgent PriorityManagement=DefaultfromSkill \
InitialPriority=0 Acceleration=1 Function MaxPriority=1000 Sequence ZipTone=NoZipTone \
ScreenPopSource=DefaultFromSkill ScreenPopURL HighProficiency=1 LowProficiency=20 RoutingAttribute
REQAGENT_DIGITAL 7da9b743-98f4-4899-a5ce-62c9cd414b5b Skill Priority HighProficiency=1 LowProficiency=20
COUNTAGENTS 7d8157d3-46af-4c29-9819-736216e6cd57 Skills TotalLoggedIn=TOTAL Available=AVAIL \
Unavailable=UNAVAIL ACD=NUMACD Outbound=NUMOB Dialer=NUMDIALER HighProficiency=1 LowProficiency=20
GETQUEUE 6be5bed4-dc69-43b5-b331-448927032017 Skills NumberQueued=QUEUED LongestWait=LONGEST \
Scope=EntireQueue HighProficiency=1 LowProficiency=20
EWTESTIMATE 893ef53a-b996-415f-8c4d-deda98eb0a5a \
SkillNo-by-RoutingMode->1:SkillNo>2:SkillNo_QueueNo>3:QueueNo LookBack=15Min HighConfidence=85 \
MinConfidence=15 EstimateValue=EWT EstimateRange=EWTRange AdjustedEstimateValue=EWTAdjusted \
AverageQueue AverageQueueTime AverageArrivalRate AverageCallDuration AverageServiceRate LongestWaitTime \
StandardDeviationForCallTime AgentsOnCalls CurrentWait=EWTCurrentWait
QUEUEVM 19b4f1b8-8a51-4daf-9f2d-4e4c4ef86b1f FileName Skill From To NewContactIDVar=VMID TargetAgent \
HighProficiency=1 LowProficiency=20 RoutingAttribute
TRANSFER 949269d9-946e-4fcd-8583-45c3d97b86e3 Destination CallerID NoAnswerTimeout=30 Skill
QUERYCALLBACK 27abefab-29f5-4df6-becf-405a09514649 PhoneNumber Skill
SKILLAGENTSV4 b8487e20-0f96-4f2b-ac0e-d2231efdec31 SecurityUser SkillId Fields UpdatedSince ResultSet
CONTACTS_CMPLT23 8f6d7c62-583f-4df5-ba0f-ca87e412ccb8 securityUser startDate endDate updatedSince fields \
skip top=100 orderby mediaSubTypeId mediaSubTypeName mediaTypeId=4 skillId campaignId agentId teamId toAddr \
fromAddr isLogged isRefused isTakeover tags analyticsProcessed resultSet=completed errorArgs=errorArgs
SETSECURITYUSER 3425c7d5-66ba-4aae-b32c-ea3e5061191e Agent TimeZone=Default ScriptVar=global:SecurityUser
POPURL ff08b4cd-1ac1-d8f4-b52a-85fb86e7a824 AgentID URL TabTitle PopDestination=NewTab PopoutWindowHeight \
PopoutWindowWidth ClosePopoutUponTermination=False CachePopURL=False
RUNAPP af08bbcd-6ac0-40f4-852a-20fb86e7a8e8 AgentID ActionType ActionValue WaitForSubmit=False WaitTimeout
MESSAGES 4266fb7b-7c7a-4b23-9ee8-02c2fa2a2341 TargetType TargetIDs MessageText Durationmin=10 \
Persistent=False ExpireDateTime
HOURS d639cf70-9de8-47fe-aa7e-6b39e4556d9d Profile
AB_GET_ENTRYV12 6f98957f-2614-43cd-be52-abd5b5178319 authContext=global:SecurityUser addressBookId \
searchString fields skip top orderBy updateSince resultSet=AddResults errorArgs=errorout
FORWARD_EMAIL_DIGITAL 895bd5f3-5c44-4591-a487-652e5c4a0642 To CC BCC ChannelId Body MessageId \
AddAttachment=True Subject
GET_EMAIL_DIGITAL 9f9315aa-f999-4269-915b-ee7f9820d97c ContactID={__contactId} SubjectVar=emailSubject \
FromVar=emailFrom ToVar=tmpTo CCVar=tmpCC DateVar BodyTextVar=emailBody AttachmentListVar MaxBodyTextLength
SET_DIGI_CONTACT_STATUS 5f9b7a14-ded6-4fa6-adf5-3abae7561ef0 ContactId={__contactId} UpdateContactStatus
RUNSCRIPT 93232e99-d607-4e7d-9300-17986d70da3c ScriptName
PLAY b1b9a2dd-65b6-4626-9cf5-9cfa69cf59e2 Sequence Phrase ClearDigits=True DetectDTMF=True \
SuppressSilence TTSVolume TTSRate TTSVoice
MENU daee9c00-12ce-4222-a42e-307c37d53b7f Sequence Phrase ClearDigits=True MaxDigits=1 Terminator=# \
Timeout=5 InterDigitTimeout=5 Variable=MRES
MUSIC dbcc742b-28d8-42d1-9d95-0d9abf20b04b MusicFile StartOffset=0 SecondstoPlay=60 reserved1073742978 \
InterruptMessages=False RepeatIndex DetectDTMF=True ClearDigits=True
RECORD 17e90cce-5e63-48a3-9a00-2fcb44fc53a6 FileName reserved1073742958 RecordTimeout=120 RecordBeep=True \
TermDigits=@ AutoClearDigits=True MaxSilence=5 SuppressSilence=False reserved1073742965 NoVoiceTimeout=2 \
reserved1073742967 reserved1073742968 reserved1073742969 reserved1073742970
FILEEXIST 328d4280-59a8-43a3-a9a9-e484ba1235d3 FileName
REST_API 58437195-da97-436e-8c3d-7ff126b719d7 Command=MakeRestRequest ServiceAddress Headers Parameters \
Verb=GET TimeOutInMilliSeconds=30000 resultSet=resultSet errorArgList=errorArgList responseHeaders
CALLBACK 75589a46-6d3c-4865-9ba4-48d05ec3a2f3 PhoneNumber CallerID CallDelaySec=0
SMSSENDV2 1e6aec6e-dd6b-4a3d-8c64-c194b97b939a ToNumber FromNumber Message PartyType=Consumer \
SaveTranscript=True
EMAIL 933f7543-0cd4-4bb3-a403-fbfe14f4d34c MailServer=Automatic SenderName SenderAddress \
reserved1073743171 Recipient CCRecipient Subject Body HTML Attachments ErrorMsgVar=ERRMSG
SNIPPET b333da63-33c8-4297-a58a-e9546cf7f0f2 Data MaxStringSize=Limit2K
ASSIGN 9015c095-98d9-441f-bf92-e90f5c5ed8c8 Variable Value Type=String Publish ScreenPop=False \
SaveToDB=False MaxStringSize=Limit2K
IF 6695ba9c-e1d6-4f3c-a15a-94f1400e3169 Expression
CASE 22050500-6dc0-4949-af9c-1e52975f141d Variable
FOR 85486ba0-ca00-4fac-8ed9-00ebf6284b75 FromValue=1 ToValue Step=1 CounterName=i
LOOP a10f9f27-a5dd-48ba-ae37-e206fc6e101b Repeat CounterName=LoopVar
RETURN 29864722-5314-434e-9d61-6e2019a0d9fd ReturnValue
PAGE 90c568aa-be5c-4537-86bd-ae5920e90d69 Title RawXML ShowNext=False ShowBack=False StyleSheet BranchKey \
BranchOptions
PUTVALUE 928fada8-dd9d-46f5-ae9d-94e4565cf0c4 Scope=BusinessUnit Name Value Method=Append \
Persistent=True TTLhrs=24
GETVALUE 13087702-f8ff-4fde-b275-d93c08219a5e Scope=BusinessUnit Name Variable DefaultValue=0 Remove=False
SUPPRESSCALL 51700e9f-8e82-4c38-a670-9b0f89d4e960 Disposition
PERMITCALL e0e40c78-ff4b-4554-b403-34998a7039cf
ONANSWER 4b611ba4-8e81-45a6-9fcc-97c24f43ccbc SkillNameVar=SkillName AgentFirstName=First \
AgentLastName=Last AgentID=AgentID
ONRELEASE ea1363d4-fade-4cac-b15e-c4c514c2f9b5 CauseCode CallResult
END 93fb8888-30cf-4df3-8ed9-1f2986819080
STOP f62127bd-385b-4fbd-9aa8-0a1d6cfcfcda
HANGUP b64a6796-4f66-4b1b-a9b5-3af926ab4b7c
WAIT 5bf67b1c-9736-434d-9b6f-0d856aea8f16 Seconds
CAPTURE 8399bf70-928e-45d9-bf3e-a35c56cc3e25 Variable MaxDigits Terminator=# Timeout=5 InterDigitTimeout=3
INFO a2a6d67d-0738-4918-88ae-30565b694230 AllContacts=CONTACTS ActiveVoice=VOICE ActiveEMail=EMAIL \
ActiveChat=CHAT unused1073743154 ActiveCustom Reserved1 PortCount ActiveNonMedia NonMediaPortsAllocated \
EmailPortsAllocated=EMAILALLOCATED unused1073743161 Reserved2 VoicePortsAllocated=VOICEALLOCATED \
AllPurposePorts CustomPortsAllocated ActiveVoiceMail=VOICEMAIL ActiveCallback=CALLBACK ActiveSms=SMS
VOICEPARAMS 7d5d3b99-df55-4ccc-a78a-981b3f99f5be TTSVolume=70 TTSRate=0 TTSVoice unused1073743309 \
ASRTuningEnabled=NoChange ASRUniversalsEnabled=NoChange ASRUniversalContentType=PhraseList \
ASRUniversalPhraseList ASRUniversalGrammarFile ASRUniversalVarName=_ASRUniversal ASRLanguageLocale
ANNOTATION d28d2b39-d4db-499a-9b8b-f3879e4c5b25 Comments Width=592 Height=215
NOTE 1f385d77-15fa-4833-8801-1738d7da8a0c Comments
"""

#: Actions whose last property is a list of parameters.
_WITH_LIST = """
BEGIN b2f794c5-0232-40e7-9830-76d573bf57d7 RootFolder Application ParamCount Parameters
RUNSUB f8b958d0-8cd3-40df-97d3-5862930b0807 ScriptName ParamCount ReturnVariable=RTN Parameters
"""

_OUTCOMES: Mapping[str, Mapping[str, int]] = {
    "IF": {"True": 0, "False": 1},
    "FILEEXIST": {"True": 0, "False": 1},
    "LOOP": {"Finished": 0, "Repeat": 1},
    "FOR": {"Finished": 0, "Repeat": 1},
    "HOURS": {
        "Open": 0,
        "Closed": 1,
        "Holiday": 2,
        "Weather": 4,
        "Meeting": 5,
        "Emergency": 6,
        "Other": 7,
    },
    "MENU": {"Terminator": 0, "Timeout": 1, "InterDigitTimeout": 2},
    "MUSIC": {"Complete": 0, "Digit": 1},
    "GETVALUE": {"NoData": 0},
    "QUERYCALLBACK": {"CallbacksFound": 0},
    "RECORD": {"NoVoice": 3},
    "TRANSFER": {"NoAnswer": 1},
    "AB_GET_ENTRYV12": {"Success": 0},
    "SNIPPET": {"Error": 0},
}

_ADDRESS_BOOK_LIST = Action(
    name="Address book list_LIBID_ce705e32-9653-4aa5-b7b1-5eb85d733828",
    guid="ce705e32-9653-4aa5-b7b1-5eb85d733828",
    properties={
        "SecurityUser": "global:SecurityUser",
        "addressBooks": "addressBooksListDynamic",
    },
    outcomes={"NoContent": 3},
    custom=True,
)


def _action(line: str, *, listed: bool) -> Action:
    action, guid, *cells = line.split()
    properties = {name: usual for name, _, usual in (cell.partition("=") for cell in cells)}
    trailing = cells[-1] if listed else ""
    return Action(action, guid, properties, trailing, _OUTCOMES.get(action))


ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        *(_action(line, listed=False) for line in _TABLE.strip().splitlines()),
        *(_action(line, listed=True) for line in _WITH_LIST.strip().splitlines()),
        _ADDRESS_BOOK_LIST,
    )
}
