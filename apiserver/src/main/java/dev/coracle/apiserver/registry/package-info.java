/** Which resources are served, and by which rules: a built-in is a catalogue entry plus rules, a custom one a CRD plus the common rules. */
@NullMarked
package dev.coracle.apiserver.registry;

import org.jspecify.annotations.NullMarked;
