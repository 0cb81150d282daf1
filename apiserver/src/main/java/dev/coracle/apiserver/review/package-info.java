/** Questions that clients ask about users, tokens and permissions, and the tokens that they ask for. */
@NullMarked
package dev.coracle.apiserver.review;

import org.jspecify.annotations.NullMarked;
