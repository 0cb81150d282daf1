/** What authentication and authorization share about what lies outside: their configuration files, expressions in them, webhooks that answer reviews. */
@NullMarked
package dev.coracle.apiserver.access;

import org.jspecify.annotations.NullMarked;
