package io.millrace.model.input;

import io.millrace.model.ModelConfig;
import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From the contract to what the model takes: the only class of the model that knows Avro.
 *
 * <p>An interaction becomes an item token at its time and an action token at the time of its last action; auxiliary
 * changes are merged in by time, before a token of the same time. Times become whole seconds. The oldest tokens are left
 * out when there are too many, and a sequence never begins within an interaction. Where the configuration thins out, a step
 * sees a part of a long history ({@link StochasticLength}); whoever ranks sees all of it.
 */
public final class ExampleTokens {
    /**
     * A converted example.
     *
     * @param example for the model
     * @param sources by supervision of {@code example}: its index in the supervision of the contract; not there are labels
     *     that are not to be learnt from, and those whose token was too old to be kept
     */
    public record Converted(Example example, int[] sources) {}

    private final ModelConfig config;
    private final List<String> tasks;
    private final StochasticLength thinning;

    public ExampleTokens(ModelConfig config) {
        this.config = config;
        this.tasks = config.learntTasks();
        // An interaction is two tokens.
        int longest = Math.max(1, config.hstu().maxTokens() / 2);
        this.thinning = new StochasticLength(longest, config.hstu().stochasticLength());
    }

    /**
     * The example for one learning step. The last interaction's action token is there only if there are actions: without
     * them its outcome is still open.
     *
     * @param negatives from which those of the retrieval loss are drawn; the example's id decides which
     * @throws IllegalArgumentException if a task is unknown to the configuration, an interaction does not carry the
     *     configured number of features or carries one that is not finite, or a label is at no interaction
     */
    public Converted convert(TrainingExample source, Negatives.Source negatives) {
        List<Interaction> all = source.getInteractions();
        int[] kept = keep(source);
        List<Interaction> interactions = Arrays.stream(kept).mapToObj(all::get).toList();
        TokenList tokens = new TokenList(interactions.size());
        merge(interactions, source.getAuxiliary(), tokens, false);
        int start = tokens.startOfLast(config.hstu().maxTokens());
        List<Example.Supervision> supervision = new ArrayList<>();
        List<long[]> features = new ArrayList<>();
        List<float[]> dense = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        LongArrayList items = new LongArrayList();
        for (int s = 0; s < source.getSupervision().size(); s++) {
            io.millrace.schemas.Supervision label = source.getSupervision().get(s);
            int task = task(label.getTask());
            Interaction supervised = all.get(label.getInteraction());
            long[] values = features(supervised);
            float[] numbers = denseFeatures(supervised);
            int token = tokens.itemToken(Arrays.binarySearch(kept, label.getInteraction())) - start;
            if (token >= 0 && isLearnt(label)) {
                supervision.add(new Example.Supervision(token, task, label.getLabel(), label.getWeight()));
                features.add(values);
                dense.add(numbers);
                sources.add(s);
                items.add(supervised.getItem());
            }
        }
        Example example = new Example(
                tokens.sequence(start, longs(source.getStatics())),
                source.getUser(),
                Math.floorDiv(source.getRequestTime(), 1000L),
                features.toArray(new long[0][]),
                dense.toArray(new float[0][]),
                supervision.toArray(new Example.Supervision[0]),
                negatives.draw(config.negatives(), Ids.mix(source.getExampleId()), items.toLongArray()),
                source.getExampleId());
        return new Converted(
                example, sources.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * The tokens of a user who asks now. Every interaction has its action token, also the last: that the user asks again
     * closes it, as the next interaction does in training. One position is left to candidates.
     *
     * @param statics hashes of the static facts
     * @param interactions oldest first
     * @param auxiliary changes of slow attributes, oldest first
     */
    public TokenSequence history(List<Long> statics, List<Interaction> interactions, List<AuxiliaryChange> auxiliary) {
        TokenList tokens = new TokenList(interactions.size());
        merge(interactions, auxiliary, tokens, true);
        return tokens.sequence(tokens.startOfLast(config.hstu().maxTokens() - 1), longs(statics));
    }

    private static void merge(
            List<Interaction> interactions, List<AuxiliaryChange> auxiliary, TokenList tokens, boolean lastIsClosed) {
        int next = 0;
        for (int i = 0; i < interactions.size(); i++) {
            Interaction interaction = interactions.get(i);
            next = addUntil(interaction.getTime(), auxiliary, next, tokens);
            tokens.addItem(i, interaction);
            if (lastIsClosed
                    || i + 1 < interactions.size()
                    || !interaction.getActions().isEmpty()) {
                next = addUntil(interaction.getActionTime(), auxiliary, next, tokens);
                tokens.addActions(interaction);
            }
        }
        addUntil(Long.MAX_VALUE, auxiliary, next, tokens);
    }

    private static int addUntil(long time, List<AuxiliaryChange> auxiliary, int from, TokenList tokens) {
        int next = from;
        while (next < auxiliary.size() && auxiliary.get(next).getTime() <= time) {
            tokens.addAuxiliary(auxiliary.get(next));
            next++;
        }
        return next;
    }

    private static boolean isLearnt(io.millrace.schemas.Supervision label) {
        return label.getWeight() != 0;
    }

    private int task(String name) {
        if (name.equals(ModelConfig.RETRIEVAL)) {
            return Example.Supervision.RETRIEVAL;
        }
        int task = tasks.indexOf(name);
        if (task < 0) {
            throw new IllegalArgumentException("task '" + name + "' is none of " + tasks);
        }
        return task;
    }

    /**
     * Indices of the interactions that this step sees: of a long history, a part that the example's id decides on.
     *
     * @throws IllegalArgumentException if a label is at no interaction
     */
    private int[] keep(TrainingExample source) {
        int count = source.getInteractions().size();
        int[] supervised = source.getSupervision().stream()
                .mapToInt(io.millrace.schemas.Supervision::getInteraction)
                .toArray();
        for (int index : supervised) {
            if (index < 0 || index >= count) {
                throw new IllegalArgumentException("a label is at interaction " + index + " of " + count);
            }
        }
        return config.hstu().stochasticLength() < 2
                ? thinning.keep(source.getExampleId(), count, supervised)
                : IntStream.range(0, count).toArray();
    }

    private long[] features(Interaction interaction) {
        int configured = config.features().size();
        if (interaction.getFeatures().size() != configured) {
            throw new IllegalArgumentException("an interaction carries "
                    + interaction.getFeatures().size() + " features, but " + configured + " are configured: "
                    + config.features());
        }
        return longs(interaction.getFeatures());
    }

    private float[] denseFeatures(Interaction interaction) {
        List<Float> carried = interaction.getDenseFeatures();
        float[] numbers = new float[config.denseFeatures().size()];
        Arrays.fill(numbers, Float.NaN);
        if (carried.isEmpty()) {
            return numbers;
        }
        if (carried.size() != numbers.length) {
            throw new IllegalArgumentException("an interaction carries " + carried.size() + " dense features, but "
                    + numbers.length + " are configured: " + config.denseFeatures());
        }
        for (int i = 0; i < numbers.length; i++) {
            Float number = carried.get(i);
            if (number != null) {
                if (!Float.isFinite(number)) {
                    throw new IllegalArgumentException(config.denseFeatures().get(i) + " is " + number);
                }
                numbers[i] = number;
            }
        }
        return numbers;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
