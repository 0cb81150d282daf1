/** The API server that is put under load: a process of its own with a small heap, which says how it is. */
@NullMarked
package dev.coracle.apiserver.overload.server;

import org.jspecify.annotations.NullMarked;
