/** Lists as bytes, made of the bytes of their items. */
@NullMarked
package dev.coracle.apiserver.encoding.list;

import org.jspecify.annotations.NullMarked;
