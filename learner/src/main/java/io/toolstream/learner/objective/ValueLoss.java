package io.toolstream.learner.objective;

/// The clipped squared error of the critic, and its gradient by the predicted values.
///
/// @param loss half the aggregated squared error
/// @param clipped share of masked tokens at which the clipped prediction is the worse one
/// @param gradient of the loss by each prediction, `[B][T]`
@SuppressWarnings("ArrayRecordComponent")
public record ValueLoss(double loss, double clipped, double[][] gradient) {
    /// Computes the loss.
    ///
    /// @param predicted values now, `[B][T]`
    /// @param returns targets, `[B][T]`
    /// @param old values when the batch was formed, `[B][T]`
    /// @param mask true where the policy wrote the token, `[B][T]`
    /// @param range how far a prediction may move from its old value
    /// @param weights of the tokens, from [Aggregation#weights]
    public static ValueLoss of(
            double[][] predicted,
            double[][] returns,
            double[][] old,
            boolean[][] mask,
            double range,
            double[][] weights) {
        double[][] gradient = new double[predicted.length][];
        double loss = 0;
        long clipped = 0;
        for (int row = 0; row < predicted.length; row++) {
            gradient[row] = new double[predicted[row].length];
            for (int t = 0; t < predicted[row].length; t++) {
                if (!mask[row][t]) {
                    continue;
                }
                double value = predicted[row][t];
                double held = Math.clamp(value, old[row][t] - range, old[row][t] + range);
                double error = value - returns[row][t];
                double heldError = held - returns[row][t];
                boolean worse = heldError * heldError > error * error;
                clipped += worse ? 1 : 0;
                loss += weights[row][t] * 0.5 * (worse ? heldError * heldError : error * error);
                gradient[row][t] = worse ? 0 : weights[row][t] * error;
            }
        }
        return new ValueLoss(loss, (double) clipped / Math.max(Aggregation.count(mask), 1), gradient);
    }
}
