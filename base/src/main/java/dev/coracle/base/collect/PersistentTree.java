package dev.coracle.base.collect;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An AVL tree with path copying. For the keys a, b, c put in this order: after c, node a is too heavy on its right, and a copy of b
 * becomes the root over copies of a and c; whoever held the map before still sees a over b.
 */
final class PersistentTree<K, V> implements PersistentSortedMap<K, V> {

    private static final class Node<K, V> {
        final K key;
        final V value;
        final @Nullable Node<K, V> left;
        final @Nullable Node<K, V> right;
        final int height;
        final int size;

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.height = 1 + Math.max(height(left), height(right));
            this.size = 1 + size(left) + size(right);
        }
    }

    private final Comparator<? super K> comparator;
    private final @Nullable Node<K, V> root;

    private PersistentTree(Comparator<? super K> comparator, @Nullable Node<K, V> root) {
        this.comparator = comparator;
        this.root = root;
    }

    static <K, V> PersistentTree<K, V> empty(Comparator<? super K> comparator) {
        return new PersistentTree<>(comparator, null);
    }

    static <K, V> PersistentTree<K, V> ofSorted(Comparator<? super K> comparator, List<Map.Entry<K, V>> entries) {
        return new PersistentTree<>(comparator, balanced(entries));
    }

    private static <K, V> @Nullable Node<K, V> balanced(List<Map.Entry<K, V>> entries) {
        if (entries.isEmpty()) {
            return null;
        }
        int middle = entries.size() / 2;
        Map.Entry<K, V> entry = entries.get(middle);
        return new Node<>(entry.getKey(), entry.getValue(), balanced(entries.subList(0, middle)),
                balanced(entries.subList(middle + 1, entries.size())));
    }

    @Override
    public int size() {
        return size(root);
    }

    @Override
    public Optional<V> get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = comparator.compare(key, node.key);
            if (order == 0) {
                return Optional.of(node.value);
            }
            node = order < 0 ? node.left : node.right;
        }
        return Optional.empty();
    }

    @Override
    public PersistentSortedMap<K, V> with(K key, V value) {
        return new PersistentTree<>(comparator, put(root, key, value));
    }

    @Override
    public PersistentSortedMap<K, V> without(K key) {
        Node<K, V> shrunk = remove(root, key);
        return shrunk == root ? this : new PersistentTree<>(comparator, shrunk);
    }

    @Override
    public Iterator<Map.Entry<K, V>> from(K from) {
        Deque<Node<K, V>> path = new ArrayDeque<>();
        Node<K, V> node = root;
        while (node != null) {
            if (comparator.compare(from, node.key) <= 0) {
                path.push(node);
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return new Ascending<>(path);
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        Deque<Node<K, V>> path = new ArrayDeque<>();
        pushLeft(path, root);
        return new Ascending<>(path);
    }

    @Override
    public Optional<Map.Entry<K, V>> floor(K key) {
        Node<K, V> node = root;
        Node<K, V> best = null;
        while (node != null) {
            if (comparator.compare(node.key, key) <= 0) {
                best = node;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return best == null ? Optional.empty() : Optional.of(Map.entry(best.key, best.value));
    }

    private static final class Ascending<K, V> implements Iterator<Map.Entry<K, V>> {
        private final Deque<Node<K, V>> path;

        Ascending(Deque<Node<K, V>> path) {
            this.path = path;
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public Map.Entry<K, V> next() {
            if (path.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = path.pop();
            pushLeft(path, node.right);
            return Map.entry(node.key, node.value);
        }
    }

    private static <K, V> void pushLeft(Deque<Node<K, V>> path, @Nullable Node<K, V> from) {
        for (Node<K, V> node = from; node != null; node = node.left) {
            path.push(node);
        }
    }

    private Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int order = comparator.compare(key, node.key);
        if (order == 0) {
            return new Node<>(node.key, value, node.left, node.right);
        }
        return order < 0
                ? balanced(node, put(node.left, key, value), node.right)
                : balanced(node, node.left, put(node.right, key, value));
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = comparator.compare(key, node.key);
        if (order < 0) {
            Node<K, V> left = remove(node.left, key);
            return left == node.left ? node : balanced(node, left, node.right);
        }
        if (order > 0) {
            Node<K, V> right = remove(node.right, key);
            return right == node.right ? node : balanced(node, node.left, right);
        }
        if (node.left == null) {
            return node.right;
        }
        if (node.right == null) {
            return node.left;
        }
        Node<K, V> successor = node.right;
        while (successor.left != null) {
            successor = successor.left;
        }
        return balanced(successor, node.left, remove(node.right, successor.key));
    }

    /** {@code entry} over the two children, whose heights differ by two at most. */
    private static <K, V> Node<K, V> balanced(Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int lean = height(left) - height(right);
        if (left != null && lean > 1) {
            if (left.right != null && height(left.right) > height(left.left)) {
                Node<K, V> top = left.right;
                return new Node<>(top.key, top.value, new Node<>(left.key, left.value, left.left, top.left),
                        new Node<>(entry.key, entry.value, top.right, right));
            }
            return new Node<>(left.key, left.value, left.left, new Node<>(entry.key, entry.value, left.right, right));
        }
        if (right != null && lean < -1) {
            if (right.left != null && height(right.left) > height(right.right)) {
                Node<K, V> top = right.left;
                return new Node<>(top.key, top.value, new Node<>(entry.key, entry.value, left, top.left),
                        new Node<>(right.key, right.value, top.right, right.right));
            }
            return new Node<>(right.key, right.value, new Node<>(entry.key, entry.value, left, right.left),
                    right.right);
        }
        return new Node<>(entry.key, entry.value, left, right);
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height;
    }

    private static int size(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }
}
