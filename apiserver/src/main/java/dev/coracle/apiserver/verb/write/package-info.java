/** What every write takes on its way to the store: decoding, defaults, admission, the kind's rules, compare-and-set. */
@NullMarked
package dev.coracle.apiserver.verb.write;

import org.jspecify.annotations.NullMarked;
