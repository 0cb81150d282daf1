/** What a request asks for in its query and its body beside the object. */
@NullMarked
package dev.coracle.apiserver.verb.option;

import org.jspecify.annotations.NullMarked;
