// The verbs that tell of speech, and how they build their sentences.

/// What a reporting verb makes of what stands after it.
enum CueFrame: String, Sendable {
  /// A clause or a quotation is said: "said that", "said: “".
  case clause
  /// A person is told a clause: "told reporters that".
  case hearer
  /// Something said elsewhere is named: "denied the claim".
  case object
  /// Somebody is charged with something: "accused X of".
  case target
  /// Something is given a name: "called it false".
  case label
}

struct ReportingVerb: Sendable {
  let lemma: String
  let frame: CueFrame
  let isDenial: Bool
}

enum ReportingVerbs {
  /// One verb of the table with the sentence that proves it.
  struct Row: Sendable {
    let verb: ReportingVerb
    let forms: [String]
    let example: String
  }

  /// The verb that has the form; nil for any other word.
  static func verb(_ token: Token) -> ReportingVerb? { byForm[token.lower] }

  static let rows: [Row] = table.split(separator: "\n").compactMap { line in
    let fields = line.split(separator: "|").map { String($0.trimmed) }
    guard fields.count == 5, let frame = CueFrame(rawValue: fields[2]) else { return nil }
    let verb = ReportingVerb(lemma: fields[0], frame: frame, isDenial: fields[3] == "denial")
    return Row(
      verb: verb, forms: fields[1].split(separator: " ").map(String.init), example: fields[4])
  }

  private static let byForm: [UInt64: ReportingVerb] = Dictionary(
    rows.flatMap { row in row.forms.map { (WordHash.of($0), row.verb) } },
    uniquingKeysWith: { first, _ in first })

  // lemma | forms | frame | kind | a sentence that must give one statement
  private static let table = """
    say | say says said saying | clause | claim | The mayor said the bridge was safe.
    tell | tell tells told telling | hearer | claim | The minister told reporters that taxes would fall.
    claim | claim claims claimed claiming | clause | claim | The party claimed that votes had been lost.
    add | add adds added adding | clause | claim | “Nobody was hurt,” the captain added.
    allege | allege alleges alleged alleging | clause | claim | The union alleged that wages were withheld.
    accuse | accuse accuses accused accusing | target | claim | The senator accused the bank of fraud.
    blame | blame blames blamed blaming | target | claim | The airline blamed the weather for the delay.
    insist | insist insists insisted insisting | clause | claim | The firm insists that its water is clean.
    report | report reports reported reporting | clause | claim | The newspaper reported that the talks had failed.
    warn | warn warns warned warning | clause | claim | The bank warned that prices would rise.
    admit | admit admits admitted admitting | clause | claim | The driver admitted that he had been drinking.
    argue | argue argues argued arguing | clause | claim | Lawyers argued that the search was illegal.
    reveal | reveal reveals revealed revealing | clause | claim | The agency revealed that files were missing.
    suggest | suggest suggests suggested suggesting | clause | claim | The report suggested that the dam was weak.
    confirm | confirm confirms confirmed confirming | clause | claim | The palace confirmed that the visit was off.
    maintain | maintain maintains maintained maintaining | clause | claim | The owner maintains that the roof was sound.
    describe | describe describes described describing | label | claim | The judge described the plan as unlawful.
    call | call calls called calling | label | claim | The chairman called the offer an insult.
    announce | announce announces announced announcing | clause | claim | The club announced that the coach would go.
    note | note notes noted noting | clause | claim | The author noted that few had read it.
    state | state states stated stating | clause | claim | The letter stated that the debt was paid.
    stress | stress stresses stressed stressing | clause | claim | The envoy stressed that talks would go on.
    explain | explain explains explained explaining | clause | claim | The chef explained that salt comes last.
    acknowledge | acknowledge acknowledges acknowledged acknowledging | clause | claim | The army acknowledged that shells had missed.
    assert | assert asserts asserted asserting | clause | claim | The heirs assert that the will was forged.
    contend | contend contends contended contending | clause | claim | The city contends that the fee is legal.
    declare | declare declares declared declaring | clause | claim | The king declared that the war was over.
    concede | concede concedes conceded conceding | clause | claim | The coach conceded that the team was tired.
    reply | reply replies replied replying | clause | claim | “We do not know,” the pilot replied.
    write | write writes wrote written writing | clause | claim | The critic wrote that the play was dull.
    testify | testify testifies testified testifying | clause | claim | The clerk testified that the door was open.
    complain | complain complains complained complaining | clause | claim | Tenants complained that the lift was broken.
    mention | mention mentions mentioned mentioning | clause | claim | The guide mentioned that the tower leans.
    remark | remark remarks remarked remarking | clause | claim | The poet remarked that rain suits the town.
    caution | caution cautions cautioned cautioning | clause | claim | Doctors cautioned that the drug is new.
    criticise | criticise criticises criticised criticising criticize criticizes criticized criticizing | target | claim | The bishop criticised the law on rents.
    condemn | condemn condemns condemned condemning | target | claim | The league condemned the attack on the port.
    deny | deny denies denied denying | object | denial | The firm denied that it had dumped waste.
    reject | reject rejects rejected rejecting | object | denial | The general rejected the accusations.
    refute | refute refutes refuted refuting | object | denial | The bank refuted claims that it was broke.
    dismiss | dismiss dismisses dismissed dismissing | object | denial | The palace dismissed the reports as rumours.
    dispute | dispute disputes disputed disputing | object | denial | The driver disputed the account of the police.
    rebut | rebut rebuts rebutted rebutting | object | denial | The editor rebutted the allegations.
    denounce | denounce denounces denounced denouncing | object | denial | The minister denounced the report as baseless.
    """
}

extension Substring {
  /// Without blanks at either end.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
