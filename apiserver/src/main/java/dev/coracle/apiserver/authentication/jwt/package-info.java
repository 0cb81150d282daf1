/** Tokens of OpenID Connect providers: who issues them, how they are verified, and what user their claims make. */
@NullMarked
package dev.coracle.apiserver.authentication.jwt;

import org.jspecify.annotations.NullMarked;
