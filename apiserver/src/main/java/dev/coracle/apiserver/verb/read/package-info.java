/** The verbs that only look: get, list and watch. */
@NullMarked
package dev.coracle.apiserver.verb.read;

import org.jspecify.annotations.NullMarked;
