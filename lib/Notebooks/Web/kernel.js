// Classic Notebook loads this beside the kernel. It tells which generation of widgets the page has: their messages differ.
define(['base/js/namespace', 'base/js/events'], function (Jupyter, events) {
  'use strict';
  function tell() {
    var kernel = Jupyter.notebook.kernel;
    function send(generation) { kernel.comm_manager.new_comm('spikebook.front-end', { widgets: generation }).close(); }
    requirejs(['nbextensions/jupyter-js-widgets/extension'],
      function () { send(requirejs.defined('@jupyter-widgets/base') ? 8 : 6); },
      function () { send(0); });
  }
  return {
    onload: function () {
      events.on('kernel_ready.Kernel', tell);
      if (Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()) tell();
    }
  };
});
