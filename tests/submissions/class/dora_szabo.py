{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "metadata": {},
   "outputs": [],
   "source": [
    "import numpy as np\n",
    "from reg_utils import compute_cost\n",
    "\n",
    "def compute_cost_with_regularization(A3, Y, parameters, lambd):\n",
    "    m = Y.shape[1]\n",
    "    squares = sum(np.sum(parameters[w] ** 2) for w in ('W1', 'W2', 'W3'))\n",
    "    return compute_cost(A3, Y) + lambd / (2 * m) * squares"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 4
}
