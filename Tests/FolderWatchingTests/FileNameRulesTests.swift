// Which names count, row by row.

import Articles
import Testing

@testable import FolderWatching

struct FileNameRulesTests {
  static let names: [(String, taken: Bool)] = [
    ("a.txt", true), ("ä b.txt", true), ("2023-01-29.txt", true), ("part.txt", true),
    ("notes.tmp.txt", true),
    ("a.TXT", false), ("a.txt.gz", false), ("a.html", false), ("txt", false), ("", false),
    (".a.txt", false), (".a.txt.QLVPmN", false), (".a.txt.swp", false), ("sedv8OOUf", false),
    ("a.txt~", false), ("a.txt.part", false), ("a.txt.tmp", false), ("a.txt.filepart", false),
    ("a.txt.crdownload", false), ("Thumbs.db", false),
    ("draft-1.txt", false), ("a draft-1.txt", true),
  ]

  @Test(arguments: names)
  func `files are taken by name`(name: String, isTaken: Bool) {
    let rules = FileNameRules(include: ["*.txt"], ignore: ["draft-*"])
    #expect(rules.takesFile(PathBytes(name)) == isTaken)
  }

  static let folders: [(String, entered: Bool)] = [
    ("2023", true), ("news.txt", true), ("eaDir", true),
    (".git", false), (".stfolder", false), (".stversions", false), ("@eaDir", false),
    ("__MACOSX", false), ("old~", false), ("draft-1", false),
  ]

  @Test(arguments: folders)
  func `folders are entered by name`(name: String, isEntered: Bool) {
    let rules = FileNameRules(include: ["*.txt"], ignore: ["draft-*"])
    #expect(rules.entersFolder(PathBytes(name)) == isEntered)
  }

  @Test(arguments: [("*", true), ("*.tx?", true), ("*.t[a-z]t", true), ("?.txt", false)])
  func `globs see each byte of a name that is not UTF-8`(glob: String, isTaken: Bool) {
    let name = PathBytes([0xff, 0xfe] + Array(".txt".utf8))
    #expect(FileNameRules(include: [glob], ignore: []).takesFile(name) == isTaken)
  }

  @Test func `what is ignored always cannot be included`() {
    let rules = FileNameRules(include: ["*", ".*", "*.part"], ignore: [])
    #expect(rules.takesFile(PathBytes("a.html")))
    #expect(!rules.takesFile(PathBytes(".a.txt")))
    #expect(!rules.takesFile(PathBytes("a.part")))
  }

  @Test func `several globs each include`() {
    let rules = FileNameRules(include: ["*.txt", "*.html"], ignore: [])
    #expect(rules.takesFile(PathBytes("a.html")))
    #expect(rules.takesFile(PathBytes("a.txt")))
  }
}
