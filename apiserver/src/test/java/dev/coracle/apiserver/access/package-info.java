@NullMarked
package dev.coracle.apiserver.access;

import org.jspecify.annotations.NullMarked;
