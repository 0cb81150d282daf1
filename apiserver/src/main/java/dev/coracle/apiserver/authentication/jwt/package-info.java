/** Tokens of OpenID Connect providers: how they are verified, and where the keys for it come from. */
@NullMarked
package dev.coracle.apiserver.authentication.jwt;

import org.jspecify.annotations.NullMarked;
