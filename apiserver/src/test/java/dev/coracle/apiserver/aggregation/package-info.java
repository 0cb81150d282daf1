@NullMarked
package dev.coracle.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
