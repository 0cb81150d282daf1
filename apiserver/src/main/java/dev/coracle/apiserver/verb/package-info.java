/** What a request does to objects, one file a verb; the only station that calls codec, patch, admission, validation and storage. */
@NullMarked
package dev.coracle.apiserver.verb;

import org.jspecify.annotations.NullMarked;
