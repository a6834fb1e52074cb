package io.millrace.learner.verdict;

import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.PublicationOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rules on versions by what the newest labels say and what people ordered. An order to hold goes before the rules; an order
 * to release ends that, and waives what the rules object to at the moment.
 */
public final class Verdicts {
    private static final int ENCODING = 1;
    private static final int LONGEST_REASON = 1_000;

    private final VerdictRules rules;
    private final Map<String, TaskWindows> tasks = new TreeMap<>();
    private FiniteShare finite = new FiniteShare();
    private long judged;
    private boolean fewWaived;
    private boolean ordered;
    private String orderedFor = "";

    public Verdicts(VerdictRules rules) {
        this.rules = rules;
    }

    /** Takes one judgement, of whichever task. */
    public void add(Judgement judgement) {
        finite.add(judgement.isFinite());
        if (!judgement.isFinite()) {
            return;
        }
        judged++;
        if (!judgement.isRetrieval()) {
            tasks.computeIfAbsent(judgement.task(), task -> new TaskWindows(rules))
                    .add(judgement.probability(), judgement.label() > 0.5f);
        }
    }

    /** Takes an order, which replaces the one before it. */
    public void order(PublicationOrder order) {
        ordered = order.getHeld();
        orderedFor = inOneLine(order.getReason());
        if (!ordered) {
            tasks.values().forEach(TaskWindows::waive);
            fewWaived = judged < rules.minPredictions();
            finite = new FiniteShare();
        }
    }

    /** Whoever writes to the topic writes the reason, and logs and tables show it. */
    private static String inOneLine(String reason) {
        String line = reason.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.substring(0, Math.min(LONGEST_REASON, line.length()));
    }

    /** The verdict on the model as it is. */
    public Ruling rule() {
        if (ordered) {
            return new Ruling(orderedFor.isEmpty() ? "held by order" : "held by order: " + orderedFor);
        }
        if (finite.isMostlyNotFinite()) {
            return new Ruling("nothing finite came out of " + finite.notFinite() + " of the last "
                    + FiniteShare.LOOKED_AT + " predictions");
        }
        if (judged < rules.minPredictions() && !fewWaived) {
            return new Ruling("the labels of only " + judged + " predictions have matured, of the "
                    + rules.minPredictions() + " asked for");
        }
        for (Map.Entry<String, TaskWindows> task : tasks.entrySet()) {
            Optional<String> objection = task.getValue().objection();
            if (objection.isPresent()) {
                return new Ruling(task.getKey() + ": " + objection.get());
            }
        }
        return new Ruling("");
    }

    /** Everything known, versioned. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(ENCODING);
            out.writeLong(judged);
            out.writeBoolean(fewWaived);
            out.writeBoolean(ordered);
            out.writeUTF(orderedFor);
            finite.write(out);
            out.writeInt(tasks.size());
            for (Map.Entry<String, TaskWindows> task : tasks.entrySet()) {
                out.writeUTF(task.getKey());
                task.getValue().write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Restores what {@link #toBytes()} wrote. */
    public void restore(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int encoding = in.readByte();
            if (encoding != ENCODING) {
                throw new IllegalStateException("unknown encoding " + encoding + " of verdicts");
            }
            judged = in.readLong();
            fewWaived = in.readBoolean();
            ordered = in.readBoolean();
            orderedFor = in.readUTF();
            finite = FiniteShare.read(in);
            for (int left = in.readInt(); left > 0; left--) {
                tasks.put(in.readUTF(), TaskWindows.read(in, rules));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
