/** How long a request may take, and what becomes of requests while the server ends. */
@NullMarked
package dev.coracle.apiserver.limit;

import org.jspecify.annotations.NullMarked;
