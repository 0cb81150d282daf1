/** Whose tokens are believed, and what of their claims becomes a user: the structured configuration (KEP-3331). */
@NullMarked
package dev.coracle.apiserver.authentication.jwt.config;

import org.jspecify.annotations.NullMarked;
