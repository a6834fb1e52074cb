package io.millrace.sequence.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists in the heap. */
public final class InMemoryLogs implements Logs {
    private final Map<Long, List<byte[]>> lists = new TreeMap<>();

    @Override
    public List<byte[]> get(long number) {
        return lists.getOrDefault(number, List.of()).stream().map(byte[]::clone).toList();
    }

    @Override
    public void add(long number, List<byte[]> entries) {
        List<byte[]> list = lists.computeIfAbsent(number, n -> new ArrayList<>());
        entries.forEach(entry -> list.add(entry.clone()));
    }

    @Override
    public void remove(long number) {
        lists.remove(number);
    }

    void copyTo(InMemoryLogs other) {
        lists.forEach(other::add);
    }

    public boolean isEmpty() {
        return lists.isEmpty();
    }

    /** The lists in hexadecimal, by number; where one entry ends and the next begins does not show. */
    Map<Long, String> contents() {
        Map<Long, String> contents = new TreeMap<>();
        lists.forEach((number, list) -> {
            StringBuilder hex = new StringBuilder();
            list.forEach(entry -> hex.append(HexFormat.of().formatHex(entry)));
            contents.put(number, hex.toString());
        });
        return contents;
    }
}
