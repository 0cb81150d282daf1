/** Between trees and bytes: what the client accepts, what it sends, and how objects, lists, tables and events are written. */
@NullMarked
package dev.coracle.apiserver.encoding;

import org.jspecify.annotations.NullMarked;
