package io.toolstream.policy.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ScriptCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// [TorchRuntime] over DJL's PyTorch engine, on the CPU, one thread an operation.
public final class DjlTorch implements TorchRuntime {
    private final PtNDManager manager;

    /// Starts the engine, unpacking libtorch on first use.
    public DjlTorch() {
        manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @Override
    public TorchModule load(byte[] archive) {
        try {
            quietOptimizer();
            return new Module(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false));
        } catch (EngineException refused) {
            throw new TorchException("the script does not compile: " + refused.getMessage(), refused);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public Tensor ofFloats(float[] values, long... shape) {
        return new Held((PtNDArray) manager.create(values, new Shape(shape)));
    }

    @Override
    public Tensor ofLongs(long[] values, long... shape) {
        return new Held((PtNDArray) manager.create(values, new Shape(shape)));
    }

    @Override
    public void close() {
        manager.close();
    }

    /// The graph optimiser merges equal factory calls into one tensor, which aliases state that escapes into
    /// attributes.
    /// The switch is thread-local, so every call sets it.
    private static void quietOptimizer() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    private record Held(PtNDArray array) implements Tensor {
        @Override
        public long[] shape() {
            return array.getShape().getShape();
        }

        @Override
        public float[] floats() {
            return array.toFloatArray();
        }

        @Override
        public long[] longs() {
            return array.toLongArray();
        }

        @Override
        public void requireGradient() {
            array.setRequiresGradient(true);
        }

        @Override
        public void close() {
            array.close();
        }
    }

    private final class Module implements TorchModule {
        private final PtSymbolBlock block;

        Module(PtSymbolBlock block) {
            this.block = block;
        }

        @Override
        public List<Tensor> infer(String method, Argument... arguments) {
            return call(method, false, arguments);
        }

        @Override
        public List<Tensor> train(String method, Argument... arguments) {
            return call(method, true, arguments);
        }

        private List<Tensor> call(String method, boolean gradient, Argument... arguments) {
            quietOptimizer();
            IValue[] values = new IValue[arguments.length];
            try {
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(arguments[i]);
                }
                try (IValue result = ScriptCall.run(block, method, gradient, values)) {
                    return tensors(result);
                }
            } catch (EngineException failed) {
                throw new TorchException("method '" + method + "' failed: " + failed.getMessage(), failed);
            } finally {
                for (IValue value : values) {
                    if (value != null) {
                        value.close();
                    }
                }
            }
        }

        private static IValue value(Argument argument) {
            return switch (argument) {
                case Argument.One(var tensor) -> IValue.from(((Held) tensor).array());
                case Argument.Many(var tensors) ->
                    IValue.listFrom(tensors.stream()
                            .map(tensor -> ((Held) tensor).array())
                            .toArray(PtNDArray[]::new));
                case Argument.Whole(var value) -> IValue.from(value);
                case Argument.Real(var value) -> IValue.from(value);
            };
        }

        private List<Tensor> tensors(IValue result) {
            List<Tensor> tensors = new ArrayList<>();
            if (result.isTensor()) {
                tensors.add(new Held(result.toTensor(manager)));
            } else if (result.isTensorList()) {
                for (PtNDArray array : result.toTensorArray(manager)) {
                    tensors.add(new Held(array));
                }
            } else if (result.isTuple()) {
                for (IValue part : result.toIValueTuple()) {
                    try (part) {
                        tensors.add(new Held(part.toTensor(manager)));
                    }
                }
            }
            return tensors;
        }

        @Override
        public void close() {
            block.close();
        }
    }
}
