// What an extension of a package is written against, where the assembly Microsoft.DotNet.Interactive itself is not among its packages: the
// interface by which it is found, and no tree of kernels. Compiled when a package that brings an extension is first referenced.
namespace Microsoft.DotNet.Interactive
{
    public interface IKernelExtension
    {
        System.Threading.Tasks.Task OnLoadAsync(Kernel kernel);
    }

    public abstract class Kernel;

    public sealed class KernelInvocationContext
    {
        public static KernelInvocationContext Current => null;
    }
}
