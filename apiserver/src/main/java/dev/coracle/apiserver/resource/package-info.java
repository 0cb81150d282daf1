/** The rules of the built-in kinds, one file a kind, one package a group. */
@NullMarked
package dev.coracle.apiserver.resource;

import org.jspecify.annotations.NullMarked;
