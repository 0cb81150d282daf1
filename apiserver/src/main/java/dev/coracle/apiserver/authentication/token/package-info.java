/** Who a bearer token stands for: token files, bootstrap tokens, and the service accounts' JSON Web Tokens. */
@NullMarked
package dev.coracle.apiserver.authentication.token;

import org.jspecify.annotations.NullMarked;
