/** What a connection may take: bytes, requests and time. */
@NullMarked
package dev.coracle.apiserver.http.limit;

import org.jspecify.annotations.NullMarked;
