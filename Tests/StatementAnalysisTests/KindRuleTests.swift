import Testing

@testable import StatementAnalysis

@Suite struct KindRuleTests {
  @Test(arguments: [
    // an acquaintance is contested
    "The coach said he did not know the woman.",
    "The coach says he does not know her.",
    // an irregular participle
    "The minister said he was not leant on.",
    // a denial verb
    "The firm denied that it had dumped waste.",
    "The minister dismissed the reports as gossip.",
    "The envoy rejected the accusations.",
    "The general disputed the account of the police.",
    "The bank refuted claims that it was broke.",
    "The minister denounces reports of a split.",
    "The minister denounced reports that he had been paid.",
    "The minister dismissed claims that he had been paid.",
    // a report is called untrue
    "The minister denounced the report as baseless.",
    "The mayor called the allegations groundless.",
    "The palace described the story as a fabrication.",
    "The union said the claims were false.",
    "The coach said the allegations are not true.",
    "The lawyer said: “That is not true.”",
    "“This is nonsense,” said the actress.",
    "The embassy added that the report was a malicious invention.",
    // innocence
    "The runner said she is innocent.",
    "His lawyer told the court that he was not guilty.",
    "The clerk insisted on her innocence.",
    // the speaker's own deed
    "“I did not send the letter,” said the deputy.",
    "The deputy said he never took the money.",
    "The company said it had not sold the data.",
    "The governor said that he was not bribed in any way.",
    "The union said it has never threatened anybody.",
    "“We didn’t touch the files,” the director told reporters.",
    "The deputy said his letter had not been written by the bank.",
    "The deputy insisted he had done nothing wrong.",
    "The mayor said she was not involved in the sale.",
    // no part in it
    "The king said that his brother played no part in the sale.",
    "The bank said it had nothing to do with the fraud.",
    "The minister says he has no knowledge of the payments.",
  ])
  func `a contested accusation is a denial, with or without a denial verb`(sentence: String) {
    #expect(told(sentence).map(\.kind) == [.denial])
  }

  @Test(arguments: [
    "The firm said the road was closed.",
    "The report said that the bridge was not safe.",
    "The mayor said she will not resign.",
    "The mayor said she would not comment on rumours of a sale.",
    "The coach said he did not remember the date.",
    "The engineer said he did not know why the dam broke.",
    "The engineer said he did not know the answer.",
    "The coach said he did not know who had called them.",
    "The witness said the driver never stopped.",
    "The bank said that it could not pay.",
    "The judge said the state had not proved its case.",
    "“I am not sure,” said the pilot.",
    "The author said the weather was not cold.",
    "The minister accused the paper of spreading false reports.",
    "The mayor called the offer generous.",
    "The inspector said that false documents were found.",
    "The bishop condemned the attack.",
    "The envoy said that if he had not signed, the war would go on.",
    "The chairman said it was the wrong road.",
  ])
  func `an assertion is a claim, even with a negation`(sentence: String) {
    #expect(told(sentence).map(\.kind) == [.claim])
  }

  @Test(arguments: [
    "The court rejected the request for bail.",
    "The court denied him bail.",
    "The guards denied them entry to the camp.",
    "The firm dismissed forty workers.",
    "The party rejected calls for a vote.",
    "The board rejected the offer.",
    "The board did not deny the report.",
    "The board neither confirmed nor denied the report.",
    "The coach joked about the incident.",
    "Quoted by the agency, the coach left.",
  ])
  func `what contests no assertion is no statement`(sentence: String) {
    #expect(told(sentence) == [])
  }
}
