/** Bytes in and bytes out: HTTP/1.1 and HTTP/2 over TLS. The only package that knows Netty. */
@NullMarked
package dev.coracle.apiserver.http;

import org.jspecify.annotations.NullMarked;
