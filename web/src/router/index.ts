import { createRouter, createWebHistory } from 'vue-router'

import { guard } from './guards'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Who may come: everybody, only who is signed in (the default), or only who is not. */
    access?: 'everybody' | 'guests'
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/tasks' },
    { path: '/tasks', component: () => import('../views/TasksView.vue'), meta: { title: 'Tasks' } },
    { path: '/board', component: () => import('../views/BoardView.vue'), meta: { title: 'Board' } },
    { path: '/account', component: () => import('../views/AccountView.vue'), meta: { title: 'Account' } },
    {
      path: '/login',
      component: () => import('../views/LoginView.vue'),
      meta: { title: 'Log in', access: 'guests' },
    },
    {
      path: '/register',
      component: () => import('../views/RegisterView.vue'),
      meta: { title: 'Create account', access: 'guests' },
    },
    {
      path: '/:path(.*)*',
      component: () => import('../views/NotFoundView.vue'),
      meta: { title: 'Not found', access: 'everybody' },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? undefined,
})

router.beforeEach(guard)
router.afterEach((to) => {
  document.title = `${to.meta.title} · Tasklane`
})
