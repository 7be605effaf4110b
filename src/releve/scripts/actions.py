"""Which property of which action holds what: the platform's action types, by their GUID.

The GUIDs are the same in every tenant and are never translated. Properties stand in the order that positions in XML
follow. A property without a kind is not known to hold a reference; whatever looks like an id in it is still shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.scripts.script import Action

#: Values that stand where ids stand and are not ids.
NOT_IDS = frozenset({"", "0", "-1", "default", "notapplicable"})

#: Kinds whose ids are numbers; in their places a whole number is an id, and a name is a name.
NUMBERED = frozenset(
    {
        "address_book",
        "campaign",
        "disposition",
        "employee",
        "hours",
        "routing_attribute",
        "skill",
        "tag",
        "team",
    }
)
#: Kinds whose ids are texts, so that a name or an expression in their places looks like an id.
WORDED = frozenset({"digital_channel"})

#: One action a heading: its GUID and its name. Under it the properties in their order; `=kind` says what stands
#: there, `*` that several may, `@Other` that the property `Other` tells the kind, `[]` that trailing XML values are
#: elements of a list. A name in brackets is not known: the property is found by its position.
_TABLE = """
689a4a1b-fa0d-47b3-9a02-cbeb4735f08f REQAGENT
    Skill=skill TargetAgent=employee PriorityManagement InitialPriority Acceleration
    Function MaxPriority Sequence=file ZipTone ScreenPopSource ScreenPopURL=url
    HighProficiency LowProficiency RoutingAttribute=routing_attribute
7da9b743-98f4-4899-a5ce-62c9cd414b5b REQAGENT_DIGITAL
    Skill=skill Priority HighProficiency LowProficiency
7d8157d3-46af-4c29-9819-736216e6cd57 COUNTAGENTS
    Skills=skill* TotalLoggedIn Available Unavailable ACD Outbound Dialer HighProficiency
    LowProficiency
6be5bed4-dc69-43b5-b331-448927032017 GETQUEUE
    Skills=skill* NumberQueued LongestWait Scope HighProficiency LowProficiency
893ef53a-b996-415f-8c4d-deda98eb0a5a EWTESTIMATE
    SkillNo-by-RoutingMode->1:SkillNo>2:SkillNo_QueueNo>3:QueueNo=skill LookBack
    HighConfidence MinConfidence EstimateValue EstimateRange AdjustedEstimateValue
    AverageQueue AverageQueueTime AverageArrivalRate AverageCallDuration
    AverageServiceRate LongestWaitTime StandardDeviationForCallTime AgentsOnCalls
    CurrentWait
19b4f1b8-8a51-4daf-9f2d-4e4c4ef86b1f QUEUEVM
    FileName=file Skill=skill From=phone To=phone NewContactIDVar TargetAgent=employee
    HighProficiency LowProficiency RoutingAttribute=routing_attribute
949269d9-946e-4fcd-8583-45c3d97b86e3 TRANSFER
    Destination=phone CallerID=phone NoAnswerTimeout Skill=skill
afd769b5-73e1-42ad-98f3-0d0a0dbaf482 CONTACTTAKEOVER
    PhoneNumber=phone Skill=skill SetAbandon PubVarName PubVarValue TakenOverContactIDVar
    ScreenPopSource ScreenPopURL=url Sequence=file ZipTone
27abefab-29f5-4df6-becf-405a09514649 QUERYCALLBACK
    PhoneNumber=phone Skill=skill
b8487e20-0f96-4f2b-ac0e-d2231efdec31 SKILLAGENTSV4
    SecurityUser SkillId=skill Fields UpdatedSince ResultSet
721a914e-6836-4ec5-81f6-3f0f437df69d SKL_GETDETSV18
    securityUser skillId=skill fields skills errorArgList
8f6d7c62-583f-4df5-ba0f-ca87e412ccb8 CONTACTS_CMPLT23
    securityUser startDate endDate updatedSince fields skip top orderby mediaSubTypeId
    mediaSubTypeName mediaTypeId skillId=skill campaignId=campaign agentId=employee
    teamId=team toAddr=phone fromAddr=phone isLogged isRefused isTakeover tags=tag*
    analyticsProcessed resultSet errorArgs
3425c7d5-66ba-4aae-b32c-ea3e5061191e SETSECURITYUSER
    Agent=employee TimeZone ScriptVar
e8d15361-5349-4e2f-b6b2-de8e2edb36a1 GET_AGTDTLSV23
    authContext agentId=employee fields resultSet errorArgList
99b4de17-623d-4d2e-bdf3-ea9edc707a70 SETAGENTSTATE
    SecurityUser SessionId State Reason
bf982147-891c-4ab5-a304-1a3c9c9b4d01 AGENTSTATE
    (agent)=employee (state_variable) (reason_variable)
ff08b4cd-1ac1-d8f4-b52a-85fb86e7a824 POPURL
    AgentID=employee URL=url TabTitle PopDestination PopoutWindowHeight PopoutWindowWidth
    ClosePopoutUponTermination CachePopURL
af08bbcd-6ac0-40f4-852a-20fb86e7a8e8 RUNAPP
    AgentID=employee ActionType ActionValue=code WaitForSubmit WaitTimeout
4266fb7b-7c7a-4b23-9ee8-02c2fa2a2341 MESSAGES
    TargetType TargetIDs=*@TargetType MessageText Durationmin Persistent ExpireDateTime
28bc752b-456c-4931-8506-ac24863761fa INDICATE
    Target TargetIDs=*@Target Name ImageFile=url Tooltip State ActionType ActionValue=code
d639cf70-9de8-47fe-aa7e-6b39e4556d9d HOURS
    Profile=hours
6f98957f-2614-43cd-be52-abd5b5178319 AB_GET_ENTRYV12
    authContext addressBookId=address_book searchString fields skip top orderBy
    updateSince resultSet errorArgs
ce705e32-9653-4aa5-b7b1-5eb85d733828 Address book list_LIBID_ce705e32-9653-4aa5-b7b1-5eb85d733828
    SecurityUser addressBooks
895bd5f3-5c44-4591-a487-652e5c4a0642 FORWARD_EMAIL_DIGITAL
    To=mail CC=mail BCC=mail ChannelId=digital_channel Body MessageId AddAttachment
    Subject
9f9315aa-f999-4269-915b-ee7f9820d97c GET_EMAIL_DIGITAL
    ContactID SubjectVar FromVar ToVar CCVar DateVar BodyTextVar AttachmentListVar
    MaxBodyTextLength
5f9b7a14-ded6-4fa6-adf5-3abae7561ef0 SET_DIGI_CONTACT_STATUS
    ContactId UpdateContactStatus
f8b958d0-8cd3-40df-97d3-5862930b0807 RUNSUB
    ScriptName=script ParamCount ReturnVariable Parameters[]=any
93232e99-d607-4e7d-9300-17986d70da3c RUNSCRIPT
    ScriptName=script
b1b9a2dd-65b6-4626-9cf5-9cfa69cf59e2 PLAY
    Sequence=file Phrase ClearDigits DetectDTMF SuppressSilence TTSVolume TTSRate TTSVoice
daee9c00-12ce-4222-a42e-307c37d53b7f MENU
    Sequence=file Phrase ClearDigits MaxDigits Terminator Timeout InterDigitTimeout
    Variable
dbcc742b-28d8-42d1-9d95-0d9abf20b04b MUSIC
    MusicFile=file StartOffset SecondstoPlay reserved1073742978 InterruptMessages
    RepeatIndex DetectDTMF ClearDigits
0494c6b4-0433-443d-8fdc-adcaf23cbf30 WHISPER
    Sequence=file Phrase Target
67b8ba28-2759-4ab8-aaba-3859dd062bd4 PLAYLOG
    ContactIDorFile=file StartOffset SecondstoPlay reserved1073743007 StoponDTMF
    CurrentPosition ClearDigits
17e90cce-5e63-48a3-9a00-2fcb44fc53a6 RECORD
    FileName=file reserved1073742958 RecordTimeout RecordBeep TermDigits AutoClearDigits
    MaxSilence SuppressSilence reserved1073742965 NoVoiceTimeout reserved1073742967
    reserved1073742968 reserved1073742969 reserved1073742970
81ddc140-f1ea-47c6-9041-918c8952a725 DELETE
    FileName=file
328d4280-59a8-43a3-a9a9-e484ba1235d3 FILEEXIST
    FileName=file
58437195-da97-436e-8c3d-7ff126b719d7 REST_API
    Command ServiceAddress=url Headers=code Parameters=code Verb TimeOutInMilliSeconds
    resultSet errorArgList responseHeaders
75589a46-6d3c-4865-9ba4-48d05ec3a2f3 CALLBACK
    PhoneNumber=phone CallerID=phone CallDelaySec
1e6aec6e-dd6b-4a3d-8c64-c194b97b939a SMSSENDV2
    ToNumber=phone FromNumber=phone Message PartyType SaveTranscript
933f7543-0cd4-4bb3-a403-fbfe14f4d34c EMAIL
    MailServer SenderName SenderAddress=mail reserved1073743171 Recipient=mail
    CCRecipient=mail Subject Body=code HTML=code Attachments=file ErrorMsgVar
b333da63-33c8-4297-a58a-e9546cf7f0f2 SNIPPET
    Data=snippet MaxStringSize
9015c095-98d9-441f-bf92-e90f5c5ed8c8 ASSIGN
    Variable Value=code Type Publish ScreenPop SaveToDB MaxStringSize
6695ba9c-e1d6-4f3c-a15a-94f1400e3169 IF
    Expression=code
22050500-6dc0-4949-af9c-1e52975f141d CASE
    Variable=code
85486ba0-ca00-4fac-8ed9-00ebf6284b75 FOR
    FromValue=code ToValue=code Step CounterName
a10f9f27-a5dd-48ba-ae37-e206fc6e101b LOOP
    Repeat=code CounterName
29864722-5314-434e-9d61-6e2019a0d9fd RETURN
    ReturnValue=code
90c568aa-be5c-4537-86bd-ae5920e90d69 PAGE
    Title RawXML=code ShowNext ShowBack StyleSheet BranchKey BranchOptions
928fada8-dd9d-46f5-ae9d-94e4565cf0c4 PUTVALUE
    Scope Name=code Value=code Method Persistent TTLhrs
13087702-f8ff-4fde-b275-d93c08219a5e GETVALUE
    Scope Name=code Variable DefaultValue Remove
40419a9e-4afd-400b-8ba1-5d59e8bac026 REMVALUE
    Scope Name=code Value Occurrence
51700e9f-8e82-4c38-a670-9b0f89d4e960 SUPPRESSCALL
    Disposition=disposition
ca92d2f0-b9cd-4846-a958-cfdbf089c267 CHECKCALLSUP
    DataValue=code
e0e40c78-ff4b-4554-b403-34998a7039cf PERMITCALL
4b611ba4-8e81-45a6-9fcc-97c24f43ccbc ONANSWER
    SkillNameVar AgentFirstName AgentLastName AgentID
ea1363d4-fade-4cac-b15e-c4c514c2f9b5 ONRELEASE
    CauseCode CallResult
de09a7de-6654-4642-a86a-87ffbe75c7d7 ONSIGNAL
    SrcContactIDVar ParamCount Parameters[]
e0d2e63d-0859-41ee-838f-46f3a259c4bd ONDATA
7e72a49c-e65e-4912-8055-4391e2e635cd ONHOLD
96e91d7d-a272-4a84-b5fd-8d4501d0104a ONRESKILL
9b7aea51-0b33-464d-afb2-fe469043ffea ONTRANSFER
379217d7-ee6f-480c-866b-ed7e4ba33570 ONDISPOSITION
7016fb42-4d4d-4616-8cc1-05028ad265a1 ONPAGEOPEN
    SkillNameVar AgentFirstName AgentLastName AgentID
cddc91cc-f363-4e31-a13a-d742a81a68a3 ONASSIGNMENTCHANGED_DIGITAL
    SkillID SkillName AgentFirstName AgentLastName UserID AgentID PriorAgentFirstName
    PriorAgentLastName PriorUserID PriorAgentID IsTransfer
366c8df6-b598-41f8-8afc-d9a71f85788a ONUNASSIGNMENTCHANGED_DIGITAL
    SkillID SkillName PriorAgentFirstName PriorAgentLastName PriorUserID PriorAgentID
b2f794c5-0232-40e7-9830-76d573bf57d7 BEGIN
    RootFolder Application ParamCount Parameters[]
93fb8888-30cf-4df3-8ed9-1f2986819080 END
f62127bd-385b-4fbd-9aa8-0a1d6cfcfcda STOP
77192c66-8992-4ae5-9629-9e9651f891f1 STOPASYNC
b64a6796-4f66-4b1b-a9b5-3af926ab4b7c HANGUP
33afbfd3-4a2b-4566-be9c-5202c9d4c396 UNLINK
5bf67b1c-9736-434d-9b6f-0d856aea8f16 WAIT
    Seconds
fa14bd7c-cc7f-43e3-a9b2-e56f78d5bdd8 LOCATE
    (mask) (variable) (output) (flag)
8399bf70-928e-45d9-bf3e-a35c56cc3e25 CAPTURE
    Variable MaxDigits Terminator Timeout InterDigitTimeout
a2a6d67d-0738-4918-88ae-30565b694230 INFO
    AllContacts ActiveVoice ActiveEMail ActiveChat unused1073743154 ActiveCustom Reserved1
    PortCount ActiveNonMedia NonMediaPortsAllocated EmailPortsAllocated unused1073743161
    Reserved2 VoicePortsAllocated AllPurposePorts CustomPortsAllocated ActiveVoiceMail
    ActiveCallback ActiveSms
38822118-6a58-4ffe-b4f5-096f51bd2e76 IVRLOG
    Result ivrCustomDataVariable
715c1b82-ca89-4c62-831c-53eb11824806 LOGRECORDINGPRO
    RecordingType Record UseRecordingStatementId
8c7e001d-d061-4651-a348-8aedc3e9e3f8 MCRMETADATA
    KeyValuePairs
058f2fb1-ff70-4d77-804c-96fbe5f5c844 TIMEZONE
    TimeZone
7d5d3b99-df55-4ccc-a78a-981b3f99f5be VOICEPARAMS
    TTSVolume TTSRate TTSVoice unused1073743309 ASRTuningEnabled ASRUniversalsEnabled
    ASRUniversalContentType ASRUniversalPhraseList ASRUniversalGrammarFile=file
    ASRUniversalVarName ASRLanguageLocale
8e121149-83ef-40e0-8ffe-341db5302671 TTSVOICE
088444df-2789-4cb2-a935-035580cb5003 PAGECLOSE
d28d2b39-d4db-499a-9b8b-f3879e4c5b25 ANNOTATION
    Comments Width Height
1f385d77-15fa-4833-8801-1738d7da8a0c NOTE
    Comments
"""

#: Known by name only: the GUID and the positions in XML are not published.
_BY_NAME = """
- SPAWN
    ScriptName=script Skill=skill Parameters=any StartDate SpawnIDVar
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One property of an action type. `kind` is the kind of entity, or `script`, `file`, `url`, `phone`, `mail`,
    `snippet` (the language), `code` (any other), `any`; empty when nothing is known. `told_by` names the property that tells the kind."""

    name: str
    kind: str = ""
    several: bool = False
    told_by: str = ""
    trailing: bool = False


Slots = tuple[Slot, ...]


def slots_of(guid: str, name: str = "") -> Slots:
    """The properties of an action type in their order; none for an unknown type."""
    known = SLOTS.get(guid) or SLOTS.get(guid.lower())
    return known or SLOTS_BY_NAME.get(name.upper(), ())


def slot_of(action: Action, name: str, index: int) -> Slot | None:
    """What is known of a property of an action: found by its name, or by its position where names are not known."""
    slots = slots_of(action.library_id, action.name)
    if index < len(slots) and (slots[index].name == name or slots[index].name.startswith("(")):
        return slots[index]
    wanted = _folded(name)
    return next((slot for slot in slots if _folded(slot.name) == wanted), None)


def names_of_positions(guid: str, count: int) -> list[str]:
    """The names of `count` positional values of an action in XML."""
    slots = SLOTS.get(guid.lower(), ())
    names = [slot.name for slot in slots[:count]]
    if slots and slots[-1].trailing and count >= len(slots):
        last = slots[-1].name
        return [*names[:-1], *(f"{last}[{n}]" for n in range(count - len(slots) + 1))]
    return [*names, *(f"#{n}" for n in range(len(names), count))]


def _folded(name: str) -> str:
    return name.replace(" ", "").casefold()


def _slot(text: str) -> Slot:
    name, _, kind = text.partition("=")
    several, kind = kind.endswith("*") or kind.startswith("*"), kind.strip("*")
    told_by = kind[1:] if kind.startswith("@") else ""
    return Slot(
        name=name.removesuffix("[]"),
        kind="" if told_by else kind,
        several=several,
        told_by=told_by,
        trailing=name.endswith("[]"),
    )


def _parsed(table: str) -> dict[tuple[str, str], Slots]:
    parsed: dict[tuple[str, str], Slots] = {}
    heading = ("", "")
    for line in table.strip().splitlines():
        if line.startswith(" "):
            parsed[heading] += tuple(_slot(word) for word in line.split())
        else:
            guid, _, name = line.partition(" ")
            heading = (guid, name)
            parsed[heading] = ()
    return parsed


SLOTS: Mapping[str, Slots] = {guid: slots for (guid, _), slots in _parsed(_TABLE).items()}
SLOTS_BY_NAME: Mapping[str, Slots] = {
    name.upper(): slots for (_, name), slots in _parsed(_TABLE + _BY_NAME.lstrip()).items()
}
