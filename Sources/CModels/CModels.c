// Embeds the model files and word tables.

#include "CModels.h"

// Weights are read several bytes at a time: the eight zeros let the last read end inside.
#define EMBED_PADDING 0, 0, 0, 0, 0, 0, 0, 0

_Alignas(64) static const unsigned char cue_model[] = {
#embed "cues.bin" suffix(, )
    EMBED_PADDING};

_Alignas(64) static const unsigned char role_model[] = {
#embed "roles.bin" suffix(, )
    EMBED_PADDING};

_Alignas(64) static const unsigned char verdict_model[] = {
#embed "verdicts.bin" suffix(, )
    EMBED_PADDING};

static const unsigned char word_classes[] = {
#embed "word_classes.tsv" suffix(, )
    EMBED_PADDING};

static const unsigned char irregular_lemmas[] = {
#embed "irregular_lemmas.tsv" suffix(, )
    EMBED_PADDING};

static const unsigned char noun_senses[] = {
#embed "noun_senses.tsv" suffix(, )
    EMBED_PADDING};

_Alignas(64) static const unsigned char concepts[] = {
#embed "concepts.bin" suffix(, )
    EMBED_PADDING};

#define EMBEDDED(name) (EmbeddedFile){name, sizeof name - 8}

EmbeddedFile embedded_cue_model(void) { return EMBEDDED(cue_model); }
EmbeddedFile embedded_role_model(void) { return EMBEDDED(role_model); }
EmbeddedFile embedded_verdict_model(void) { return EMBEDDED(verdict_model); }
EmbeddedFile embedded_word_classes(void) { return EMBEDDED(word_classes); }
EmbeddedFile embedded_irregular_lemmas(void) { return EMBEDDED(irregular_lemmas); }
EmbeddedFile embedded_noun_senses(void) { return EMBEDDED(noun_senses); }
EmbeddedFile embedded_concepts(void) { return EMBEDDED(concepts); }
