// Given names, by which a person and the fitting pronoun are known.

enum FirstNames {
  /// Common in news in English, from many countries; a name that both bear stands where most of its bearers do.
  static let masculine = WordSet(
    """
    aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alberto alejandro alex alexander alexei alfred ali
    allen alvaro anatoly anders andre andreas andrei andrew angus anthony antonio antony archie arnold arthur arturo
    asif barack barry ben benjamin bernard bert bill billy björn bob boris brad brandon brett brian bruce bruno cameron
    carl carlos cesar charles charlie chris christian christopher claude clive colin craig curtis cyril damian daniel
    darren dave david dean dennis derek dick diego dieter dimitri dirk dmitri dmitry dominic don donald doug douglas
    drew duncan dwight ed eddie edgar eduardo edward edwin elliot emmanuel enrique eric erik ernest eugene evan evgeny
    felipe felix fernando floyd francis francisco franco frank franz fred frederick fritz gareth gary geoff geoffrey
    george gerald gerard gerhard giovanni glenn gordon graham grant greg gregory guido gustavo guy hamid hank hans
    harold harry harvey hassan hector helmut henri henry herbert herman howard hugh hugo hussein ian ibrahim igor imran
    isaac ivan jack jacob jacques jake james jamie jan jared jason javier jay jeff jeffrey jens jeremy jerome jerry jim
    jimmy joachim joao joe joel johan johann john johnny jon jonas jonathan jorge jose josef joseph josh joshua juan
    julian justin jürgen karl keith ken kenneth kevin khalid klaus kofi kurt kyle larry lars laurent lawrence leo leon
    leonard leonid lewis lionel lloyd logan louis luca lucas luigi luis luke magnus malcolm manuel marc marcel marcelo
    marco marcus mario mark martin marvin matt matteo matthew maurice max maxim mehdi mehmet melvin michael michel
    miguel mike mikhail milan mitch mohamed mohammad mohammed morris moses muhammad mustafa narendra nathan neil nelson
    nicholas nick nicolas nigel nikolai noah norman olaf oleg oliver omar osama oscar otto owen pablo patrick paul pedro
    pete peter phil philip philippe pierre rafael rahul rajiv ralph ramon randy raul ray raymond recep reginald rex
    ricardo richard rick rob robbie robert roberto rod rodney rodrigo roger roland ron ronald rory ross roy rudolf
    rupert russell ryan saddam salman salvador sam samuel saul scott sean sebastian sergei sergey sergio seth shane
    sidney silvio simon stan stanley stefan stephen steve steven stuart tariq ted terry theodore thomas tim timothy toby
    todd tom tommy tony travis trevor umberto uwe valentin vernon victor viktor vincent vladimir volodymyr wallace
    walter warren wayne werner wilfried wilhelm will william winston wolfgang xavier yasser yevgeny yuri yusuf zachary
    """)
  static let feminine = WordSet(
    """
    abigail adele agnes aisha alexandra alexandria alice alicia alison allison amal amanda amelia amy ana andrea angela
    angelina anita ann anna anne annette annie antonia april ashley astrid audrey avery barbara beatrice becky benazir
    bernadette beth betty beverly brenda bridget brigitte britney camilla carla carmen carol caroline catherine cathy
    cecilia charlotte cheryl chloe christina christine cindy claire clara claudia condoleezza connie courtney crystal
    cynthia daisy dana deborah debra denise diana diane dolores donna doris dorothy edith eileen elaine eleanor elena
    elisabeth elise elizabeth ella ellen emily emma erica erin esther eva evelyn fatima felicity fiona florence frances
    francesca gabriela gail gayle geraldine gertrude gina gisele giulia gloria grace greta gwen hannah harriet hazel
    heather heidi helen helena helene hilary hillary ida imelda ines ingrid irene irina iris isabel isabella ivana
    jackie jacqueline jane janet janice jean jenna jennifer jenny jessica jill jo joan joanna joanne josephine joyce
    judith judy julia julie june kamala karen kate katherine kathleen kathryn kathy katie kayla keira kelly kelsey kerry
    kirsten kristen kristin laura lauren leah leila lena lesley leslie lillian linda lindsay lindsey lisa liz lois
    lorraine louise lucia lucy lydia lyn lynn madeleine madeline mandy margaret margarita maria mariam marianne marie
    marilyn marina marion marjorie marta martha mary maureen megan melania melanie melinda melissa meredith merle
    michelle mildred miranda miriam molly monica nadia nancy naomi natalia natalie natasha nicola nicole nina nora norma
    olga olivia pamela patricia paula pauline penelope penny petra phyllis pippa priscilla rachel rebecca regina renee
    rita rosa rosalind rose rosemary roxanne ruth sally samantha sandra sara sarah sharon sheila shelby shirley sofia
    sonia sophia sophie stacey stacy stella stephanie sue susan suzanne svetlana sylvia tamara tammy tanya tara tatiana
    teresa theresa tina tracey tracy ursula valentina valerie vanessa vera veronica victoria violet virginia vivian
    wanda wendy whitney winifred yasmin yulia yvette yvonne zoe
    """)
  /// Borne by women and men: they tell a person, and no gender.
  static let either = WordSet(
    """
    bailey bobbie brook casey darcy dominique jessie jody kendall kit leigh mackenzie marley marlo morgan nicky pat
    peyton quinn reese robin rowan sasha skyler val
    """)

  /// True for a given name of whatever gender.
  static func contains(_ word: Token) -> Bool {
    masculine.contains(word) || feminine.contains(word) || either.contains(word)
  }
}
