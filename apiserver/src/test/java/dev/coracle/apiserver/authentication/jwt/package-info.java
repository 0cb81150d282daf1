@NullMarked
package dev.coracle.apiserver.authentication.jwt;

import org.jspecify.annotations.NullMarked;
