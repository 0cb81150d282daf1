@NullMarked
package dev.coracle.apiserver.limit;

import org.jspecify.annotations.NullMarked;
