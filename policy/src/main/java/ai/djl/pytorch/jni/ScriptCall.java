package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;

/// Calls a TorchScript method with an explicit choice of autograd. It lives in DJL's package because DJL
/// keeps its
/// native
/// entry points to that package, and its public calls always run in inference mode.
public final class ScriptCall {
    private ScriptCall() {}

    /// Runs `method` of `module`.
    ///
    /// @param gradient whether autograd may record; without it the call runs in inference mode
    public static IValue run(PtSymbolBlock module, String method, boolean gradient, IValue[] arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), method, handles, gradient, false));
    }
}
