// The tables of a ledger. Migrations are only ever appended: a ledger in the field has run those
// that stand here.

import GRDB

/// Brings a ledger's tables to what this program expects.
enum LedgerSchema {
  /// "gain" in ASCII, in the file's header: tells a ledger from any other SQLite file.
  static let applicationId: Int32 = 0x6761_696E

  /// Makes the tables or brings them up to date.
  ///
  /// - Throws: `LedgerError`: `.cannotOpen` if the file is another program's or, unless
  ///   `migrating`, an older ledger; `.newer` if a later version of this program made it.
  static func prepare(_ database: any DatabaseWriter, ledger: String, migrating: Bool) throws {
    try database.read { db in
      _ = try holdsLedger(db, ledger: ledger)
      if try !migrating && !migrator.hasCompletedMigrations(db) {
        throw LedgerError(
          .cannotOpen,
          "ledger \(ledger) is of an earlier version; start the daemon once to bring it up to date")
      }
    }
    if migrating { try migrator.migrate(database) }
  }

  /// Whether a file holds a ledger that this program knows; false for one without any table.
  ///
  /// - Throws: `LedgerError`: `.cannotOpen` if it is another program's, `.newer`.
  static func holdsLedger(_ db: Database, ledger: String) throws -> Bool {
    let id = try Int32.fetchOne(db, sql: "PRAGMA application_id")
    let holdsTables = try db.tableExists("article") || db.tableExists("grdb_migrations")
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    guard isEmpty || (id == applicationId && holdsTables) else {
      throw LedgerError(
        .cannotOpen, "\(ledger) is the SQLite file of another program; give another path")
    }
    if try migrator.hasBeenSuperseded(db) {
      throw LedgerError(
        .newer, "ledger \(ledger) was made by a later version of gainsay; run that version")
    }
    return !isEmpty
  }

  /// All migrations, the oldest first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationId)")
      try db.execute(sql: articles)
      try db.execute(sql: statements)
      try db.execute(sql: novelty)
      try db.execute(sql: deliveries)
    }
    migrator.registerMigration("2") { db in try db.execute(sql: notAnalysed) }
    migrator.registerMigration("3") { db in try db.execute(sql: disputes) }
    migrator.registerMigration("4") { db in try db.execute(sql: endpointHealth) }
    migrator.registerMigration("endpoint pauses") { db in try db.execute(sql: endpointPauses) }
    return migrator
  }

  /// An article is a content, a file a place; a sighting says that a content was read at a place.
  private static let articles = """
    CREATE TABLE article (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL UNIQUE,
      folder TEXT NOT NULL,
      path BLOB NOT NULL,
      title TEXT,
      outlet TEXT,
      date TEXT,
      url TEXT,
      language TEXT,
      recorded_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;

    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      folder TEXT NOT NULL,
      path BLOB NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('done', 'set_aside')),
      reason TEXT,
      -- The last content read there, kept while a later version is set aside.
      article INTEGER REFERENCES article,
      recorded_ms INTEGER NOT NULL,
      UNIQUE (folder, path)
    ) STRICT;
    CREATE INDEX file_set_aside ON file (id) WHERE state = 'set_aside';

    CREATE TABLE sighting (
      article INTEGER NOT NULL REFERENCES article,
      file INTEGER NOT NULL REFERENCES file,
      seen_ms INTEGER NOT NULL,
      PRIMARY KEY (article, file)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE learned_folder (
      folder TEXT NOT NULL PRIMARY KEY,
      finished_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// Actors have numbers because they stand in each row of `statement_term`.
  private static let statements = """
    CREATE TABLE actor (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL
    ) STRICT;

    CREATE TABLE proposition (
      id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE statement (
      id INTEGER PRIMARY KEY,
      article INTEGER NOT NULL REFERENCES article,
      proposition INTEGER NOT NULL REFERENCES proposition,
      -- The statement's own proposition as the analysis encoded it.
      encoded BLOB NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('claim', 'denial')),
      certainty REAL NOT NULL,
      speaker TEXT,
      cue TEXT NOT NULL,
      content TEXT NOT NULL,
      sentence TEXT NOT NULL,
      offsets TEXT NOT NULL,
      analysis_version INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX statement_by_article ON statement (article);
    CREATE INDEX statement_by_proposition ON statement (proposition, kind);

    CREATE TABLE statement_actor (
      statement INTEGER NOT NULL REFERENCES statement,
      role TEXT NOT NULL CHECK (role IN ('by', 'about')),
      position INTEGER NOT NULL,
      actor INTEGER NOT NULL REFERENCES actor,
      kind TEXT NOT NULL,
      PRIMARY KEY (statement, role, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX statement_actor_by_actor ON statement_actor (actor, role, kind, statement);

    -- Actor 0 stands for nobody: the statements without a tracked actor.
    CREATE TABLE statement_term (
      actor INTEGER NOT NULL,
      term INTEGER NOT NULL,
      statement INTEGER NOT NULL REFERENCES statement,
      PRIMARY KEY (actor, term, statement)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
      denial INTEGER NOT NULL REFERENCES statement,
      claim INTEGER NOT NULL REFERENCES statement,
      PRIMARY KEY (denial, claim)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_by_claim ON answer (claim);
    """

  private static let novelty = """
    CREATE TABLE novelty_key (
      actor INTEGER NOT NULL REFERENCES actor,
      role TEXT NOT NULL CHECK (role IN ('by', 'about')),
      kind TEXT NOT NULL CHECK (kind IN ('claim', 'denial')),
      proposition INTEGER NOT NULL REFERENCES proposition,
      first_seen_ms INTEGER NOT NULL,
      last_seen_ms INTEGER NOT NULL,
      PRIMARY KEY (actor, role, kind, proposition)
    ) STRICT, WITHOUT ROWID;
    """

  /// A dispute is a proposition with its claims and denials, and has its number.
  private static let disputes = """
    -- Where its statements are now, after a user said that both are one.
    ALTER TABLE proposition ADD COLUMN merged_into INTEGER REFERENCES proposition;
    -- One of its claims has met a denial.
    ALTER TABLE proposition ADD COLUMN is_disputed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE proposition ADD COLUMN last_seen_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE proposition ADD COLUMN muted_ms INTEGER;
    UPDATE proposition SET
      last_seen_ms = coalesce(
        (SELECT max(recorded_ms) FROM statement WHERE statement.proposition = proposition.id), 0),
      is_disputed = EXISTS (
        SELECT 1 FROM statement JOIN answer ON answer.claim = statement.id
        WHERE statement.proposition = proposition.id);
    CREATE INDEX proposition_by_activity ON proposition (is_disputed, last_seen_ms);
    CREATE INDEX proposition_merged ON proposition (merged_into) WHERE merged_into IS NOT NULL;
    CREATE INDEX proposition_muted ON proposition (muted_ms) WHERE muted_ms IS NOT NULL;

    CREATE INDEX alert_by_statement ON alert (statement);

    CREATE TABLE muted_actor (
      actor TEXT NOT NULL PRIMARY KEY,
      muted_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- The names that it was last tracked by, as JSON; null for one that statements alone have brought.
    ALTER TABLE actor ADD COLUMN names TEXT;

    -- Why a statement was new or known, as it was decided.
    CREATE TABLE verdict (
      statement INTEGER PRIMARY KEY REFERENCES statement,
      json TEXT NOT NULL
    ) STRICT;

    -- The hashes of the article's runs of words, and the least of them to find it by.
    ALTER TABLE article ADD COLUMN wording BLOB;
    CREATE TABLE article_sample (
      hash INTEGER NOT NULL,
      article INTEGER NOT NULL REFERENCES article,
      PRIMARY KEY (hash, article)
    ) STRICT, WITHOUT ROWID;
    """

  private static let deliveries = """
    CREATE TABLE alert (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      statement INTEGER NOT NULL REFERENCES statement,
      type TEXT NOT NULL,
      json TEXT NOT NULL
    ) STRICT;

    CREATE TABLE endpoint (
      name TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('active', 'held', 'disabled')),
      last_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE delivery (
      id INTEGER PRIMARY KEY,
      endpoint TEXT NOT NULL REFERENCES endpoint,
      sequence INTEGER NOT NULL,
      alert INTEGER NOT NULL REFERENCES alert,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_ms INTEGER NOT NULL,
      last_status INTEGER,
      last_failure TEXT,
      UNIQUE (endpoint, sequence)
    ) STRICT;
    CREATE INDEX delivery_first ON delivery (endpoint, sequence)
      WHERE state = 'waiting' AND attempts = 0;
    CREATE INDEX delivery_retry ON delivery (endpoint, due_ms)
      WHERE state = 'waiting' AND attempts > 0;
    CREATE INDEX delivery_open ON delivery (state) WHERE state != 'delivered';

    CREATE TABLE attempt (
      id INTEGER PRIMARY KEY,
      delivery INTEGER NOT NULL REFERENCES delivery,
      at_ms INTEGER NOT NULL,
      duration_ms INTEGER NOT NULL,
      status INTEGER,
      failure TEXT
    ) STRICT;
    """

  /// Alerts may be notices, which are about no statement; endpoints know how they fare.
  private static let endpointHealth = """
    CREATE TABLE new_alert (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      -- Null for a notice about an endpoint.
      statement INTEGER REFERENCES statement,
      type TEXT NOT NULL,
      json TEXT NOT NULL
    ) STRICT;
    INSERT INTO new_alert SELECT number, id, statement, type, json FROM alert;
    DROP TABLE alert;
    ALTER TABLE new_alert RENAME TO alert;
    CREATE INDEX alert_by_statement ON alert (statement);

    -- In a row, up to now.
    ALTER TABLE endpoint ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
    -- The first of them.
    ALTER TABLE endpoint ADD COLUMN failing_since_ms INTEGER;
    -- The other endpoints have been told.
    ALTER TABLE endpoint ADD COLUMN is_failing INTEGER NOT NULL DEFAULT 0;

    -- How a refusal began that had a body.
    ALTER TABLE attempt ADD COLUMN response TEXT;
    CREATE INDEX attempt_by_delivery ON attempt (delivery);
    """

  /// A receiver that fails is left alone by the next run too.
  private static let endpointPauses = """
    -- Until when, and how long that is; null while attempts are made.
    ALTER TABLE endpoint ADD COLUMN paused_until_ms INTEGER;
    ALTER TABLE endpoint ADD COLUMN pause_ms INTEGER;
    """

  /// The category of the reason why an article was not analysed; null if it was.
  private static let notAnalysed = """
    ALTER TABLE article ADD COLUMN not_analysed TEXT;
    CREATE INDEX article_not_analysed ON article (not_analysed) WHERE not_analysed IS NOT NULL;
    """
}
