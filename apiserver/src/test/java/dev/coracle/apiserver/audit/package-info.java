@NullMarked
package dev.coracle.apiserver.audit;

import org.jspecify.annotations.NullMarked;
