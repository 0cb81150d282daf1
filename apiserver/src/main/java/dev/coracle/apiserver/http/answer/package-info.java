/** How an answer goes out: whole, in chunks, compressed, and event by event as long as somebody watches. */
@NullMarked
package dev.coracle.apiserver.http.answer;

import org.jspecify.annotations.NullMarked;
