// The trained weights and the word tables, as bytes of the program itself.

#ifndef CMODELS_H
#define CMODELS_H

#include <stddef.h>

/// A file of this folder, mapped with the program: never copied, never freed.
typedef struct {
  const void *bytes;
  size_t count;
} EmbeddedFile;

/// Weights of the tagger that finds cues (`gainsay-lab train` writes it).
EmbeddedFile embedded_cue_model(void);

/// Weights of the tagger that finds speaker and content of a cue.
EmbeddedFile embedded_role_model(void);

/// Weights of the tagger that keeps or drops a cue with its speaker and content.
EmbeddedFile embedded_verdict_model(void);

/// "word <tab> tag|tag" a line: the parts of speech that a word in lower case may be.
EmbeddedFile embedded_word_classes(void);

/// "form <tab> lemma" a line: forms that no suffix rule explains.
EmbeddedFile embedded_irregular_lemmas(void);

/// "noun <tab> person" or "name <tab> country" a line (`gainsay-lab nouns` writes it).
EmbeddedFile embedded_noun_senses(void);

/// The table of kin words and word rarities (`gainsay-lab concepts` writes it).
EmbeddedFile embedded_concepts(void);

#endif
